using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Web.Tests.Touchpoints;

public sealed class TouchpointPageTests
{
    [Theory]
    [InlineData("fr", "Livraison", "Essayer", "Déclencheurs", "Aucun événement")]
    [InlineData("en", "Delivery", "Try it", "Triggers", "No event yet")]
    public async Task The_page_shows_details_triggers_events_and_the_try_in_both_languages(string language, string name, string tryIt, string triggers, string events)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await DeliveryAsync(office);
        var page = await office.GetAsync("/touchpoints/delivery");
        Assert.Equal(name, BackOffice.Text(page, "h1"));
        Assert.Equal(tryIt, BackOffice.Text(page, "#try h2"));
        Assert.Equal(triggers, BackOffice.Text(page, "#triggers h2"));
        Assert.Contains(events, BackOffice.Text(page, "#events"));
    }

    [Fact]
    public async Task Details_are_saved_and_bad_ones_come_back_with_what_was_typed()
    {
        await using var office = await BackOffice.OpenAsync("en");
        var id = await DeliveryAsync(office);
        (string, string)[] fields =
            [("NameFr", "Livraison"), ("NameEn", "Hand-over"), ("Channel", "Partner"), ("Key", "hand-over"), ("IsKeyMoment", "true"), ("IsMandatory", "false"), ("OwnerTeam", "Logistics")];
        var bad = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}", [.. fields, ("OwnerPerson", new string('x', 121))]);
        Assert.Contains("An owner has at most 120 characters.", bad.Body!.TextContent);
        Assert.Equal("Logistics", bad.QuerySelector("#OwnerTeam")!.GetAttribute("value"));
        var good = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}", fields);
        Assert.Equal("Hand-over", BackOffice.Text(good, "h1"));
        var saved = (await office.The<ReadJourneyOutline>().RunAsync("shop", default))!.Touchpoints.Single();
        Assert.Equal(("hand-over", Channel.Partner, "Logistics"), (saved.Key, saved.Channel, saved.OwnerTeam));
    }

    [Fact]
    public async Task A_trigger_is_attached_refused_with_its_field_and_put_away()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        var id = await DeliveryAsync(office);
        var survey = await SurveyAsync(office);
        var bad = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/triggers",
            ("SurveyId", $"{survey}"), ("Delay", "2"), ("Unit", "60"), ("SamplingPercent", "0"), ("ExpiryDays", "14"), ("IsActive", "true"));
        Assert.Contains("Le taux d’échantillonnage doit être supérieur à 0", bad.Body!.TextContent);
        var good = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/triggers",
            ("SurveyId", $"{survey}"), ("Delay", "2"), ("Unit", "60"), ("SamplingPercent", "12,5"), ("ExpiryDays", "14"), ("IsActive", "true"));
        Assert.Contains("après 2 h", BackOffice.Text(good, ".trigger summary"));
        await using (var db = office.The<IDbContextFactory<StageSurveysDb>>().CreateDbContext())
        {
            var trigger = await db.Triggers.SingleAsync();
            Assert.Equal((120, 0.125, true), (trigger.DelayMinutes, trigger.SamplingRate, trigger.IsActive));
            var gone = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/triggers/{trigger.Id}/archive");
            Assert.Empty(gone.QuerySelectorAll(".trigger"));
        }
    }

    [Fact]
    public async Task What_is_wrong_with_one_trigger_is_said_in_its_own_form_only()
    {
        await using var office = await BackOffice.OpenAsync("en");
        var id = await DeliveryAsync(office);
        var survey = await SurveyAsync(office);
        (string, string)[] fields = [("SurveyId", $"{survey}"), ("Delay", "2"), ("Unit", "60"), ("SamplingPercent", "100"), ("ExpiryDays", "14"), ("IsActive", "true")];
        await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/triggers", fields);
        await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/triggers", [.. fields, ("Delay", "3")]);
        var triggers = (await office.GetAsync("/touchpoints/delivery")).QuerySelectorAll("input[name=TriggerId]").Select(x => x.GetAttribute("value")!).ToArray();
        Assert.Equal(2, triggers.Length);

        (string, string)[] bad = [.. fields.Where(x => x.Item1 != "ExpiryDays"), ("ExpiryDays", "0")];
        var first = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/triggers", [.. bad, ("TriggerId", triggers[0])]);
        Assert.Equal([triggers[0]], Refused(first));
        var added = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/triggers", bad);
        Assert.Equal(["new"], Refused(added));
        var gone = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/triggers", [.. bad, ("TriggerId", $"{Guid.NewGuid()}")]);
        Assert.Empty(Refused(gone));
        Assert.NotEmpty(BackOffice.Text(gone, "#triggers .alert-danger"));
    }

    [Fact]
    public async Task A_touchpoint_belongs_to_the_journeys_of_the_navigation()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await DeliveryAsync(office);

        Assert.Equal(["/journeys"], (await office.GetAsync("/touchpoints/delivery")).QuerySelectorAll("nav [aria-current=page]").Select(x => x.GetAttribute("href")));
    }

    [Fact]
    public async Task A_try_records_an_event_and_its_way_is_shown()
    {
        await using var office = await BackOffice.OpenAsync("en");
        var id = await DeliveryAsync(office);
        var refused = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/try", ("Email", "nobody"));
        Assert.Contains("complete e-mail address", BackOffice.Text(refused, "#try"));
        var sent = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/try", ("Email", "Camille@example.com"), ("Name", "Camille"), ("Locale", "fr"));
        Assert.Contains("Event recorded", BackOffice.Text(sent, "#try-progress"));
        await using (var db = office.The<IDbContextFactory<StageSurveysDb>>().CreateDbContext())
        {
            Assert.Equal("try", (await db.TouchpointEvents.SingleAsync()).Source);
            var customer = await db.Customers.SingleAsync();
            Assert.Equal(("camille@example.com", "fr"), (customer.Email, customer.Locale));
        }

        // Somebody who is known is written to as before, whatever the form says.
        await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/try", ("Email", "camille@example.com"), ("Locale", "en"));
        Assert.Equal("fr", await office.OneAsync<string>("SELECT locale FROM customers"));

        Assert.Contains("Camille", BackOffice.Text(await office.GetAsync("/touchpoints/delivery"), "#events"));
        var found = await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{id}/customers", ("q", "camil"));
        Assert.Single(found.QuerySelectorAll("input[name=CustomerId]"));
    }

    private static string[] Refused(IParentNode page) =>
        [.. page.QuerySelectorAll("#triggers form .text-danger").Where(x => x.TextContent.Trim().Length > 0).Select(x => x.Closest("form")!.QuerySelector("input[name=TriggerId]")?.GetAttribute("value") ?? "new")];

    private static async Task<Guid> DeliveryAsync(BackOffice office)
    {
        var made = await office.The<CreateJourney>().RunAsync(new(new("Boutique", "Shop"), ChannelStrategy.Omnichannel, "short"), default);
        var journey = (await office.The<ReadJourneyOutline>().RunAsync(made.Value!, default))!;
        await office.The<AddCatalogueTouchpoints>().RunAsync(journey.Stages[^1].Id, ["delivery"], default);
        return (await office.The<ReadJourneyOutline>().RunAsync(made.Value!, default))!.Touchpoints.Single().Id;
    }

    private static async Task<Guid> SurveyAsync(BackOffice office)
    {
        await using var db = office.The<IDbContextFactory<StageSurveysDb>>().CreateDbContext();
        var survey = new Survey { Key = "after-delivery", Name = new LocalText("Après livraison", "After delivery"), Draft = "{}" };
        db.Surveys.Add(survey);
        db.SurveyVersions.Add(new() { SurveyId = survey.Id, Number = 1, Definition = "{}" });
        await db.SaveChangesAsync();
        return survey.Id;
    }
}
