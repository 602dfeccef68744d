using System.Security.Cryptography;
using System.Text.Json;
using StageSurveys.Engine.Demo;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Tests.Demo;

public sealed class DemoWorkspaceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 18, 14, 30, 7, TimeSpan.Zero);
    private static readonly DemoWorkspace Workspace = DemoWorkspace.Invent(DemoWorkspace.Seed, Now);

    [Fact]
    public void The_same_seed_and_moment_invent_the_same_rows()
    {
        var again = DemoWorkspace.Invent(DemoWorkspace.Seed, Now);

        Assert.Equal(Digest(Workspace), Digest(again));
        Assert.NotEqual(Digest(Workspace), Digest(DemoWorkspace.Invent(DemoWorkspace.Seed + 1, Now)));
    }

    [Theory]
    [InlineData(2026, 1, 2)]
    [InlineData(2026, 12, 20)]
    [InlineData(2027, 6, 30)]
    public void It_is_as_large_as_promised_on_any_day(int year, int month, int day)
    {
        var workspace = DemoWorkspace.Invent(DemoWorkspace.Seed, new DateTimeOffset(year, month, day, 9, 0, 0, TimeSpan.Zero));

        Assert.Equal(["online-shop", "loyalty"], workspace.Journeys.Select(x => x.Key));
        Assert.Equal(4, workspace.Personas.Count);
        Assert.Equal(3000, workspace.Customers.Count);
        Assert.InRange(workspace.Events.Count, 20_000, 60_000);
        Assert.InRange(workspace.Responses.Count, 3500, 4500);
        Assert.InRange(workspace.Customers.Count(x => x.Locale.StartsWith("fr", StringComparison.Ordinal)), 1400, 1600);
        Assert.Equal(Enum.GetValues<Disposition>(), workspace.Invitations.Select(x => x.Disposition).Distinct().Order());
    }

    [Fact]
    public void The_shop_itself_is_listed_before_its_loyalty_programme() =>
        Assert.Equal(["online-shop", "loyalty"], Workspace.Journeys.OrderBy(x => x.CreatedAt).ThenBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Key));

    [Fact]
    public void Every_answer_is_one_that_the_answer_page_would_have_taken()
    {
        var definitions = Workspace.Versions.ToDictionary(x => x.Id, x => SurveyDefinition.Parse(x.Definition));

        foreach (var response in Workspace.Responses)
        {
            using var answers = JsonDocument.Parse(response.Answers);
            var check = AnswerCheck.Run(definitions[response.SurveyVersionId], answers.RootElement, complete: true);
            Assert.True(check.Ok && check.Dropped.Count == 0, $"{response.Answers}: {string.Join(' ', check.Faults.Select(x => x.InEnglish).Concat(check.Dropped))}");
        }

        foreach (var draft in Workspace.Drafts)
        {
            using var answers = JsonDocument.Parse(draft.Answers);
            var version = Workspace.Invitations.Single(x => x.Id == draft.InvitationId).SurveyVersionId!.Value;
            Assert.True(AnswerCheck.Run(definitions[version], answers.RootElement, complete: false).Ok);
        }
    }

    [Fact]
    public void Every_survey_could_be_published_by_hand()
    {
        var touchpoints = Workspace.Journeys.SelectMany(x => x.Stages).SelectMany(x => x.Touchpoints).Select(x => x.Key).ToHashSet();

        foreach (var version in Workspace.Versions) Assert.Empty(PublishCheck.Run(version.Definition, touchpoints).Faults);
    }

    [Fact]
    public void Nobody_in_it_is_real_and_nothing_in_it_is_yet_to_come()
    {
        Assert.All(Workspace.Customers, x => Assert.True(x.Email.Length == 0 || x.Email.EndsWith("@example.org", StringComparison.Ordinal)));
        Assert.Equal(Workspace.Customers.Count, Workspace.Customers.Select(x => x.ExternalId).Distinct().Count());
        Assert.Equal(Workspace.Events.Count, Workspace.Events.Select(x => x.EventKey).Distinct().Count());
        Assert.All(Workspace.Events, x => Assert.True(x.OccurredAt <= x.ReceivedAt && x.ReceivedAt <= x.PlannedAt && x.PlannedAt <= Now));
        Assert.All(Workspace.Responses, x => Assert.True(x.AnsweredAt < Now));
        foreach (var line in Workspace.Invitations)
        {
            Assert.True(line.CreatedAt <= Now && line.DispositionAt <= Now, $"{line.Disposition} {line.DispositionAt:u}");
            Assert.True(line.Disposition != Disposition.Planned || line.DueAt > Now.AddMinutes(-3));
            Assert.True(line.SentAt is null || line.DueAt <= line.SentAt);
            Assert.True(line.VisitedAt is null || line.SentAt <= line.VisitedAt);
            Assert.True(line.StartedAt is null || line.VisitedAt <= line.StartedAt);
            Assert.True(line.CompletedAt is null || (line.StartedAt < line.CompletedAt && line.CompletedAt < line.ExpiresAt));
        }

        Assert.InRange(Workspace.Invitations.Count(x => x.Disposition == Disposition.Planned), 3, 200);
        Assert.InRange(Workspace.Invitations.Count(x => x.Disposition is Disposition.Queued or Disposition.Sending), 2, 5);
    }

    [Fact]
    public void What_customers_write_is_varied_and_in_their_language()
    {
        var written = Workspace.Responses.Select(x => (x.Locale, Text: JsonDocument.Parse(x.Answers).RootElement))
            .Where(x => x.Text.TryGetProperty("comment", out _)).Select(x => (x.Locale, Text: x.Text.GetProperty("comment").GetString()!)).ToList();

        Assert.InRange(written.Count, 700, 2500);
        foreach (var language in (string[])["fr", "en"]) Assert.True(written.Where(x => x.Locale == language).Select(x => x.Text).Distinct().Count() > 200);
    }

    [Fact]
    public void Its_business_side_is_forty_invented_companies_whose_contacts_answered_what_the_page_would_have_taken()
    {
        var business = Workspace.Business;
        var definition = SurveyDefinition.Parse(Workspace.Versions.Single(x => x.SurveyId == business.Trigger.SurveyId).Definition);

        Assert.Equal((40, 200, 200, 3), (business.Accounts.Count, business.Contacts.Count, business.Customers.Count, business.Managers.Count));
        Assert.Equal(6, business.Journey.Stages.Count);
        Assert.All(business.Managers, x => Assert.Contains("mo)", x.Name));
        Assert.All(business.Customers, x => Assert.EndsWith("@example.org", x.Email));
        Assert.InRange(business.Responses.Count, 120, 300);
        Assert.Equal(business.Events.Count, business.Events.Select(x => x.EventKey).Distinct().Count());
        Assert.All(business.Invitations, x => Assert.True(x.DispositionAt <= Now && x.SentAt < Now && (x.CompletedAt is null || (x.StartedAt < x.CompletedAt && x.CompletedAt < x.ExpiresAt))));
        foreach (var response in business.Responses)
        {
            using var answers = JsonDocument.Parse(response.Answers);
            var check = AnswerCheck.Run(definition, answers.RootElement, complete: true);
            Assert.True(check.Ok && check.Dropped.Count == 0, $"{response.Answers}: {string.Join(' ', check.Faults.Select(x => x.InEnglish).Concat(check.Dropped))}");
        }
    }

    private static string Digest(DemoWorkspace workspace) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(workspace)));
}
