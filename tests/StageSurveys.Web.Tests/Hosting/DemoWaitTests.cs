using System.Net;
using System.Net.Http.Headers;
using StageSurveys.Engine.Demo;
using StageSurveys.Testing;

namespace StageSurveys.Web.Tests.Hosting;

public sealed class DemoWaitTests
{
    [Theory]
    [InlineData("en", "The demo workspace is on its way", "Storing them")]
    [InlineData("fr", "L’espace de démonstration arrive", "Les enregistrer")]
    public async Task Pages_wait_for_a_demo_that_is_being_loaded_and_go_on_afterwards(string language, string title, string step)
    {
        await using var office = await BackOffice.OpenAsync(language);
        var progress = office.The<DemoProgress>();
        using (progress.Begin())
        {
            var sent = await office.Straight.GetAsync("/journeys?archived=1");
            Assert.Equal((HttpStatusCode.Redirect, "/demo-loading?next=%2Fjourneys%3Farchived%3D1"), (sent.StatusCode, sent.Headers.Location!.OriginalString));
            var page = await office.GetAsync("/journeys");
            Assert.Equal(title, page.QuerySelector("h1")!.TextContent);
            Assert.Contains(page.QuerySelectorAll("li"), x => x.TextContent == step);
            Assert.NotNull(page.QuerySelector("meta[http-equiv=refresh]"));
            Assert.Equal(HttpStatusCode.OK, (await office.Visitor().GetAsync("/sign-in")).StatusCode);
        }

        Assert.Equal("/journeys", (await office.Straight.GetAsync("/demo-loading?next=%2Fjourneys")).Headers.Location!.OriginalString);
        Assert.Equal("/", (await office.Straight.GetAsync("/demo-loading?next=https://elsewhere.example")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await office.Straight.GetAsync("/journeys")).StatusCode);
    }

    [Fact]
    public async Task The_interface_and_the_readiness_say_that_the_demo_is_being_loaded()
    {
        await using var office = await BackOffice.OpenAsync("en");
        using var visitor = office.Visitor();
        visitor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        using (office.The<DemoProgress>().Begin())
        {
            var refused = await visitor.GetAsync("/api/v1/ledger");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/health/ready")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/health/live")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/health/ready")).StatusCode);
        Assert.NotEqual(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/api/v1/ledger")).StatusCode);
    }

    [Fact]
    public async Task Nothing_is_done_by_the_clock_while_a_demo_is_being_loaded()
    {
        await using var office = await BackOffice.OpenAsync("en");
        Task<string> StateAsync() => office.OneAsync<string>("SELECT state FROM dry_runs");
        using (office.The<DemoProgress>().Begin())
        {
            await office.RunAsync("""
                INSERT INTO dry_runs (id, state, of_events, since, until, open_days, created_at, created_by, candidates, done, unknown)
                VALUES (gen_random_uuid(), 'Waiting', true, now() - interval '1 day', now(), 14, now(), '', 0, 0, 0)
                """);
            await Task.Delay(TimeSpan.FromSeconds(5));
            Assert.Equal("Waiting", await StateAsync());
        }

        await Eventually.True(async () => await StateAsync() == "Done", "the dry run");
    }
}
