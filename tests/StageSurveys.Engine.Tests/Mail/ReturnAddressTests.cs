using System.Security.Cryptography;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class ReturnAddressTests
{
    private const string Bounces = "bounces@mail.boutique.example";
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(x => (byte)x)];
    private static readonly DateOnly Day = new(2026, 11, 22);

    [Fact]
    public void It_names_the_mail_again_whatever_a_server_does_to_its_case()
    {
        for (var i = 0; i < 500; i++)
        {
            var about = Guid.CreateVersion7();
            var address = ReturnAddress.Make(Bounces, Key, about, Day);

            Assert.Null(MailAddress.FaultOf(address));
            Assert.StartsWith("bounces+", address, StringComparison.Ordinal);
            Assert.EndsWith("@mail.boutique.example", address, StringComparison.Ordinal);
            Assert.Equal(about, ReturnAddress.Read(address, Key, Day));
            Assert.Equal(about, ReturnAddress.Read(address.ToUpperInvariant(), Key, Day.AddDays(ReturnAddress.DaysValid)));
        }
    }

    [Fact]
    public void Changing_any_character_or_the_key_makes_it_nobodys()
    {
        var address = ReturnAddress.Make(Bounces, Key, Guid.CreateVersion7(), Day);
        var tag = address[8..address.IndexOf('@')];
        for (var at = 0; at < tag.Length - 1; at++)
        {
            var forged = tag[..at] + (tag[at] == 'a' ? 'b' : 'a') + tag[(at + 1)..];
            Assert.Null(ReturnAddress.Read($"bounces+{forged}@mail.boutique.example", Key, Day));
        }

        Assert.Null(ReturnAddress.Read(address, RandomNumberGenerator.GetBytes(32), Day));
        Assert.All(new[] { null, "", "@", "bounces@mail.boutique.example", "bounces+@x", $"bounces+{new string('a', 45)}@x", $"{new string('!', 46)}@x", tag }, x => Assert.Null(ReturnAddress.Read(x, Key, Day)));
    }

    [Fact]
    public void It_is_believed_for_thirty_days()
    {
        var about = Guid.CreateVersion7();
        var address = ReturnAddress.Make(Bounces, Key, about, Day);

        Assert.Equal(about, ReturnAddress.Read(address, Key, Day.AddDays(30)));
        Assert.Null(ReturnAddress.Read(address, Key, Day.AddDays(31)));
        Assert.Null(ReturnAddress.Read(address, Key, Day.AddDays(-2)));
    }

    [Fact]
    public void The_longest_bounce_address_still_fits_before_the_at()
    {
        var local = new string('b', ReturnAddress.LongestLocal);

        Assert.Null(MailAddress.FaultOf(ReturnAddress.Make($"{local}@mail.example", Key, Guid.CreateVersion7(), Day)));
        Assert.NotNull(MailAddress.FaultOf(ReturnAddress.Make($"{local}b@mail.example", Key, Guid.CreateVersion7(), Day)));
    }
}
