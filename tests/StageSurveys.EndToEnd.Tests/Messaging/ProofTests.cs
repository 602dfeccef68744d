using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Messaging;

public sealed class ProofTests
{
    [Fact]
    public async Task Thirty_kills_and_cut_connections_lose_no_invitation_and_send_none_twice()
    {
        var program = Path.Combine(TestFolder.Repository, "tests", "StageSurveys.Proof", "bin", Built.Configuration, "net10.0", "StageSurveys.Proof.dll");
        await using var proof = ChildProcess.Start("dotnet", [program, "--kills", "30", "--invitations", "3000", "--pause", "1"], Path.GetTempPath(), []);

        var code = await proof.EndsAsync(Patience.Of(TimeSpan.FromMinutes(6)));

        Assert.True(code == 0, proof.Output);
        Assert.Contains("PROVEN: all", proof.Output, StringComparison.Ordinal);
    }
}
