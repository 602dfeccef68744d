using AngleSharp.Dom;
using StageSurveys.Web.Features.Surveys;

namespace StageSurveys.Web.Tests.Surveys;

public sealed class SurveyMailPageTests
{
    [Fact]
    public async Task The_preview_shows_both_languages_on_a_desk_a_phone_in_the_dark_without_pictures_and_as_plain_text()
    {
        await using var office = await BackOffice.OpenDemoAsync("fr");
        var page = await office.GetAsync("/surveys/after-delivery/mail");
        Assert.Equal(["Ordinateur", "Téléphone", "Sombre", "Images bloquées", "Texte brut"], page.QuerySelectorAll("input[name='Form.Look'] + label").Select(x => x.TextContent.Trim()));
        Assert.Equal("Desktop", page.QuerySelector("input[name='Form.Look'][checked]")!.GetAttribute("value"));
        var fields = new[] { "SubjectFr", "BodyFr", "SubjectEn", "BodyEn" }.Select(x => ("Form." + x, page.QuerySelector($"[name='Form.{x}']") is AngleSharp.Html.Dom.IHtmlTextAreaElement area ? area.Value : page.QuerySelector($"[name='Form.{x}']")!.GetAttribute("value") ?? "")).ToArray();

        foreach (var look in Enum.GetNames<PreviewLook>())
        {
            var shown = await office.PostAsync("/surveys/after-delivery/mail", "/surveys/after-delivery/mail/preview", [.. fields, ("Form.Look", look)]);
            var frames = shown.QuerySelectorAll("iframe");
            Assert.Equal(look == "Plain" ? 0 : 2, frames.Length);
            Assert.Equal(look == "Plain" ? 2 : 0, shown.QuerySelectorAll("pre").Length);
            if (look == "Plain")
            {
                Assert.Contains("- Très bien <https://example.org/s/exemple/5>", shown.QuerySelector("pre[lang=fr]")!.TextContent, StringComparison.Ordinal);
                continue;
            }

            Assert.All(frames, frame => Assert.Equal(look == "Phone", frame.GetAttribute("style")!.Contains("390px", StringComparison.Ordinal)));
            Assert.All(frames, frame => Assert.Equal(look == "Dark", frame.GetAttribute("srcdoc")!.Contains("@media all", StringComparison.Ordinal)));
            Assert.All(frames, frame => Assert.Contains("https://example.org/s/exemple/1\"", frame.GetAttribute("srcdoc"), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_cannot_be_sent_is_named_with_its_field_where_it_is_published_and_where_it_is_attached_and_refused_there()
    {
        await using var office = await BackOffice.OpenDemoAsync("fr");
        await office.RunAsync("UPDATE surveys SET mail_body_fr = 'Bonjour' WHERE key = 'after-delivery'");
        await office.RunAsync("UPDATE surveys SET draft = replace(draft, '\"pages\"', ' \"pages\"'), draft_updated_at = now() WHERE key = 'after-delivery'");
        var versions = await office.OneAsync<long>("SELECT count(*) FROM survey_versions");

        var survey = await office.GetAsync("/surveys/after-delivery");
        Assert.Contains("Le champ {{link}} manque", survey.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Message français", survey.QuerySelectorAll("code").Select(x => x.TextContent));
        Assert.Null(survey.QuerySelector("form[action$='/publish']"));
        var basedOn = await office.OneAsync<DateTime>("SELECT draft_updated_at FROM surveys WHERE key = 'after-delivery'");
        var refused = await office.PostAsync("/surveys/after-delivery", "/surveys/after-delivery/publish", ("basedOn", basedOn.ToString("O")));
        Assert.Contains("le contrôle de l’e-mail", refused.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(versions, await office.OneAsync<long>("SELECT count(*) FROM survey_versions"));

        var touchpoint = await office.OneAsync<Guid>("SELECT id FROM touchpoints WHERE key = 'delivery'");
        var page = await office.GetAsync("/touchpoints/delivery");
        Assert.Contains("son e-mail ne peut pas partir", BackOffice.Text(page, "#triggers details.trigger summary"), StringComparison.Ordinal);
        var id = await office.OneAsync<Guid>("SELECT id FROM surveys WHERE key = 'after-delivery'");
        (string, string)[] trigger = [("SurveyId", $"{id}"), ("Delay", "0"), ("Unit", "60"), ("SamplingPercent", "100"), ("ExpiryDays", "14"), ("ReminderCount", "0"), ("ReminderDays", "3")];
        var before = await office.OneAsync<long>("SELECT count(*) FROM triggers");
        var again = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{touchpoint}/triggers", [.. trigger, ("IsActive", "true")]);
        Assert.Contains("Message français – Le champ {{link}} manque", again.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(before, await office.OneAsync<long>("SELECT count(*) FROM triggers"));
        await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{touchpoint}/triggers", [.. trigger, ("IsActive", "false")]);
        Assert.Equal(before + 1, await office.OneAsync<long>("SELECT count(*) FROM triggers"));
    }

    [Fact]
    public async Task What_only_reads_badly_is_said_and_holds_nothing_back()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        await office.RunAsync("UPDATE surveys SET mail_body_fr = '[Répondre]({{link}})' WHERE key = 'after-delivery'");
        var page = await office.GetAsync("/surveys/after-delivery/mail");
        Assert.Contains("Only the French text was written", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("The first question could be answered in the mail itself", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 remarks on its mail", BackOffice.Text(await office.GetAsync("/touchpoints/delivery"), "#triggers details.trigger summary"), StringComparison.Ordinal);
        Assert.DoesNotContain("No mail can be sent", page.Body!.TextContent, StringComparison.Ordinal);
    }
}
