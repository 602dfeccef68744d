using System.Text.RegularExpressions;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed partial class BackOfficeTests(DemoSite site)
{
    /// <summary>The main screens; the first part of a name is that of its pictures.</summary>
    public static readonly TheoryData<string, string> Screens = new()
    {
        { "home", "/" },
        { "journeys", "/journeys" },
        { "journey-edit", "/journeys/online-shop/edit" },
        { "touchpoint", "/touchpoints/delivery" },
        { "board", "/journeys/online-shop" },
        { "maps", "/maps" },
        { "map", "/maps/loyal?journey=online-shop" },
        { "map-several", "/maps/pressed?journey=online-shop&with=loyal,gift" },
        { "map-hypothesis", "/maps/pressed/hypothesis?journey=online-shop" },
        { "map-note", "/maps/pressed/notes?journey=online-shop&lane=actions&stage=purchase" },
        { "cell", "/journeys/online-shop/cells/delivery?dimension=emotion" },
        { "surveys", "/surveys" },
        { "survey", "/surveys/after-delivery" },
        { "survey-edit", "/surveys/after-delivery/edit" },
        { "survey-mail", "/surveys/after-delivery/mail" },
        { "invitations", "/invitations" },
        { "customers", "/customers" },
        { "personas", "/personas" },
        { "persona", "/personas/loyal" },
        { "persona-rules", "/personas/rules" },
        { "persona-rules-versions", "/personas/rules/versions" },
        { "imports", "/imports" },
        { "import-new", "/imports/new" },
        { "mailbox", "/mailbox" },
        { "settings", "/settings" },
    };

    [Theory, MemberData(nameof(Screens))]
    public Task A_screen_is_whole_in_French(string name, string path) => LookAsync("fr", name, path);

    [Theory, MemberData(nameof(Screens))]
    public Task A_screen_is_whole_in_English(string name, string path) => LookAsync("en", name, path);

    [Theory, InlineData("fr"), InlineData("en")]
    public async Task The_mail_reads_well_on_a_phone_and_on_a_desk(string language)
    {
        var invited = await site.InviteAsync($"reader-{language}", language == "fr" ? "fr-FR" : "en-GB");
        await using var desk = await site.DeskAsync(language);
        await desk.Page.GotoAsync($"/mailbox/{invited.MailId}");
        await desk.ShootAsync($"mailbox-mail-{language}-1440");
        Assert.Empty(await desk.AxeAsync());

        // The frame forbids scripts, axe is one: the same mail is looked at outside the frame.
        var mail = await desk.Page.APIRequest.GetAsync($"/mailbox/{invited.MailId}/html");
        await desk.Page.GotoAsync("about:blank");
        await desk.Page.SetContentAsync(await mail.TextAsync());
        foreach (var width in new[] { 390, 1440 })
        {
            await desk.Page.SetViewportSizeAsync(width, 900);
            await desk.ShootAsync($"mail-{language}-{width}");
            Assert.Empty(await desk.AxeAsync());
            Assert.Equal(0, await desk.TooWideAsync());
        }
    }

    private async Task LookAsync(string language, string name, string path)
    {
        await using var desk = await site.DeskAsync(language == "fr" ? "fr-FR" : "en-GB");
        desk.TakeComplaints();
        List<string> faults = [];
        foreach (var width in new[] { 1440, 390 })
        {
            await desk.Page.SetViewportSizeAsync(width, 900);
            var answer = await desk.Page.GotoAsync(path);
            if (answer!.Status != 200) faults.Add($"status {answer.Status}");
            await desk.ShootAsync($"{name}-{language}-{width}");
            faults.AddRange((await desk.AxeAsync()).Select(found => $"{width}: axe {found}"));
            if (await desk.TooWideAsync() is > 0 and var wide) faults.Add($"{width}: {wide} px too wide");
        }

        faults.AddRange(desk.TakeComplaints().Select(said => $"console: {said}"));
        if (await desk.Page.GetAttributeAsync("html", "lang") != language) faults.Add("the page does not say its language");
        if (language == "fr")
        {
            var text = await desk.FrenchTextAsync();
            faults.AddRange(English().Matches(text).Select(word => $"English: …{text[Math.Max(0, word.Index - 40)..Math.Min(text.Length, word.Index + 60)]}…"));
        }
        Assert.True(faults.Count == 0, $"{path}\n{string.Join("\n", faults.Take(25))}");
    }

    // Words that no French sentence has, and the product's own terms in English.
    [GeneratedRegex(@"\b(the|and|with|your|from|this|have|Save|Search|Cancel|Delete|Edit|Customers?|Journeys?|(?<!Stage )Surveys?|Settings|Answers?|Touchpoints?|Mailbox|Sign out)\b")]
    private static partial Regex English();
}
