using StageSurveys.Engine.Demo;

namespace StageSurveys.Web.Tests.Home;

public sealed class HomeTests
{
    [Theory]
    [InlineData("fr", "Par où commencer", "Créer un parcours")]
    [InlineData("en", "What to do first", "Create a journey")]
    public async Task An_empty_workspace_says_what_to_do_first(string language, string title, string action)
    {
        await using var office = await BackOffice.OpenAsync(language);

        var page = await office.GetAsync("/");

        Assert.Equal(title, BackOffice.Text(page, "#home-begin"));
        Assert.Contains(action, page.Body!.TextContent);
        Assert.Null(page.QuerySelector(".home-walk"));
    }

    [Fact]
    public async Task The_demo_offers_the_walk_and_shows_figures_and_verbatims()
    {
        await using var office = await BackOffice.OpenDemoAsync("fr");

        var page = await office.GetAsync("/");

        Assert.Equal(DemoWorkspace.BrandName, BackOffice.Text(page, "h1"));
        Assert.Equal("/touchpoints/delivery#try", page.QuerySelector(".home-steps .next a")!.GetAttribute("href"));
        Assert.Equal(4, page.QuerySelectorAll(".home-steps li").Length);
        Assert.Equal(3, page.QuerySelectorAll(".home-index").Length);
        Assert.NotEmpty(page.QuerySelectorAll(".home-ledger li"));
        Assert.NotEmpty(page.QuerySelectorAll(".home-verbatims blockquote"));
    }
}
