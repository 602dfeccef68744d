using System.Net;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Web.Tests.Invitations;

public sealed class SendingScreensTests
{
    [Theory]
    [InlineData("en", "Mails leave as they fall due", "Sending is stopped")]
    [InlineData("fr", "Les e-mails partent à leur échéance", "L’envoi est arrêté")]
    public async Task The_switch_stops_and_resumes_and_says_who_did_it(string language, string open, string stopped)
    {
        await using var office = await BackOffice.OpenDemoAsync(language);
        var page = await office.GetAsync("/sending");
        Assert.Contains(open, BackOffice.Text(page, "#switch-title"), StringComparison.Ordinal);

        page = await office.PostAsync("/sending", "/sending/stop");
        Assert.Equal(stopped, BackOffice.Text(page, "#switch-title"));
        Assert.NotEqual("", await office.OneAsync<string>("SELECT stopped_by FROM sending_settings"));
        page = await office.PostAsync("/sending", "/sending/resume");
        Assert.Contains(open, BackOffice.Text(page, "#switch-title"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr", "« abc » ne peut pas être lu ici.", "« hier » ne peut pas être lu ici.")]
    [InlineData("en", "“abc” cannot be read here.", "“hier” cannot be read here.")]
    public async Task What_is_no_number_and_no_day_is_refused_in_the_language_of_the_screen(string language, string number, string day)
    {
        await using var office = await BackOffice.OpenAsync(language);
        var token = (await office.GetAsync("/sending")).DocumentElement.GetAttribute("data-csrf")!;

        using var refused = await office.Client.PostAsync("/sending/limits", new FormUrlEncodedContent(
            [new("PerMinute", "abc"), new("WarmUpFrom", "hier"), new("__RequestVerificationToken", token)]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var said = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains(number.Replace("« ", "«\u00A0", StringComparison.Ordinal).Replace(" »", "\u00A0»", StringComparison.Ordinal), said, StringComparison.Ordinal);
        Assert.Contains(day.Replace("« ", "«\u00A0", StringComparison.Ordinal).Replace(" »", "\u00A0»", StringComparison.Ordinal), said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_of_something_that_cannot_be_read_stops_nothing()
    {
        await using var office = await BackOffice.OpenAsync("en");
        var token = (await office.GetAsync("/sending")).DocumentElement.GetAttribute("data-csrf")!;

        using var answer = await office.Straight.PostAsync("/sending/stop", new FormUrlEncodedContent([new("of", "nonsense"), new("__RequestVerificationToken", token)]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0L, await office.OneAsync<long>("SELECT count(*) FROM sending_settings WHERE stopped_at IS NOT NULL"));
    }

    [Fact]
    public async Task Limits_are_kept_and_those_that_make_no_sense_stay_in_their_fields_with_the_reason()
    {
        await using var office = await BackOffice.OpenAsync("en");

        var page = await office.PostAsync("/sending", "/sending/limits", ("PerMinute", "600"), ("AtOnce", ""), ("WarmUpFrom", "2026-12-01"), ("WarmUpPlan", "50, 100; 200"));
        Assert.Equal("600", page.QuerySelector("#PerMinute")!.GetAttribute("value"));
        Assert.Equal("50 100 200", page.QuerySelector("#WarmUpPlan")!.GetAttribute("value"));
        page = await office.PostAsync("/sending", "/sending/domains", ("Domain", "Example.ORG"), ("PerMinute", "30"), ("AtOnce", ""));
        Assert.Contains("example.org", BackOffice.Text(page, "#domains table"), StringComparison.Ordinal);

        var token = page.DocumentElement.GetAttribute("data-csrf")!;
        using var refused = await office.Straight.PostAsync("/sending/limits", new FormUrlEncodedContent([new("WarmUpPlan", "50 many"), new("__RequestVerificationToken", token)]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("whole number above 0", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_uncertain_mail_can_be_settled_by_hand_on_its_page_which_shows_its_history()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        await office.InviteInFrenchAsync();
        var id = await office.OneAsync<Guid>("SELECT id FROM invitations WHERE disposition = 'Sent' AND token_hash IS NOT NULL LIMIT 1");
        await office.RunAsync("UPDATE invitations SET disposition = 'Unknown', reason = 'smtp-body', disposition_at = now() WHERE id = $1", id);
        var page = await office.GetAsync($"/invitations/{id}");
        Assert.Equal("Nobody knows whether this mail arrived", BackOffice.Text(page, "#resolve-title"));

        page = await office.PostAsync($"/invitations/{id}", $"/invitations/{id}/resolve", ("sent", "true"));

        Assert.Null(page.QuerySelector("#resolve-title"));
        Assert.Equal("Sent", await office.OneAsync<string>("SELECT disposition FROM invitations WHERE id = $1", id));
        var history = page.QuerySelectorAll("section[aria-labelledby=history-title] li").Select(x => x.TextContent).ToList();
        Assert.Contains("Unknown", history[^2], StringComparison.Ordinal);
        Assert.Contains("said by hand", history[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trigger_can_wait_go_on_and_be_cancelled_with_all_that_it_planned()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var id = await office.OneAsync<Guid>("SELECT t.id FROM triggers t JOIN touchpoints p ON p.id = t.touchpoint_id WHERE p.key = 'delivery' AND t.archived_at IS NULL LIMIT 1");
        var touchpoint = await office.OneAsync<Guid>("SELECT touchpoint_id FROM triggers WHERE id = $1", id);
        await office.RunAsync("UPDATE invitations SET disposition = 'Planned', reason = '', due_at = now() + interval '9 days', expires_at = now() + interval '20 days' WHERE id = (SELECT id FROM invitations WHERE trigger_id = $1 LIMIT 1)", id);

        var page = await office.PostAsync("/touchpoints/delivery", "/sending/stop", ("of", $"{id}"), ("back", "/touchpoints/delivery"));
        Assert.Contains("its mails wait", page.QuerySelectorAll("summary .badge").Select(x => x.TextContent));
        page = await office.PostAsync("/touchpoints/delivery", "/sending/resume", ("of", $"{id}"), ("back", "/touchpoints/delivery"));
        Assert.DoesNotContain("its mails wait", page.QuerySelectorAll("summary .badge").Select(x => x.TextContent));
        await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{touchpoint}/triggers/{id}/cancel");

        Assert.Equal(1L, await office.OneAsync<long>("SELECT count(*) FROM invitations WHERE trigger_id = $1 AND reason = $2", id, Reasons.Cancelled));
        Assert.Equal(1L, await office.OneAsync<long>("SELECT count(*) FROM triggers WHERE id = $1 AND archived_at IS NOT NULL", id));
    }

    [Fact]
    public async Task Reminders_are_set_on_the_triggers_form()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var id = await office.OneAsync<Guid>("SELECT t.id FROM triggers t JOIN touchpoints p ON p.id = t.touchpoint_id WHERE p.key = 'delivery' AND t.archived_at IS NULL LIMIT 1");
        var (touchpoint, survey) = (await office.OneAsync<Guid>("SELECT touchpoint_id FROM triggers WHERE id = $1", id), await office.OneAsync<Guid>("SELECT survey_id FROM triggers WHERE id = $1", id));
        (string, string)[] fields = [("TriggerId", $"{id}"), ("SurveyId", $"{survey}"), ("Delay", "1"), ("Unit", "1440"), ("SamplingPercent", "100"), ("ExpiryDays", "14"), ("IsActive", "true"), ("LastCall", "false"), ("ThankYou", "true")];

        var page = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{touchpoint}/triggers", [.. fields, ("ReminderCount", "2"), ("ReminderDays", "4")]);
        Assert.Contains("2 reminders, 4 d apart", page.Body!.TextContent, StringComparison.Ordinal);
        page = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{touchpoint}/triggers", [.. fields, ("ReminderCount", "2"), ("ReminderDays", "7")]);

        Assert.Contains("The last reminder would come after the survey has closed", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("2 4 f t", await office.OneAsync<string>("SELECT concat_ws(' ', reminder_count, reminder_days, last_call, thank_you) FROM triggers WHERE id = $1", id));
    }
}
