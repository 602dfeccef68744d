using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

/// <summary>A wording is laid out once and then only filled; nobody may see a difference.</summary>
public sealed class MailPlanTests
{
    private static readonly MailBrand[] Brands = [new("Boutique <Élise>", "#ffcc00", "Élise & Cie, 1 rue \"Claire\""), new("Shop", "#0f5f8c")];

    public static TheoryData<string> Bodies =>
    [
        DefaultWording.AfterTouchpoint.French.Body, DefaultWording.AfterTouchpoint.English.Body, DefaultWording.Reminder.French.Body, DefaultWording.LastReminder.English.Body,
        DefaultWording.ThankYou.French.Body, DefaultWording.Relationship.English.Body,
        "Bonjour {{customer.firstName}},\n\n{{score}}\n\n[Donner mon avis]({{link}})\n\n{{customer.name}} {{touchpoint.name}}, {{event.date}}",
        "{{score}}", "# {{customer.name}}\n\n{{score}}\n\n{{score}}\n\n> {{customer.firstName}}\n> said", "> {{score}}", "- {{customer.name}}\n- {{score}}\n\n1. {{link}}",
        "*{{customer.name}}* **{{touchpoint.name}}** ![{{customer.name}}](https://shop.example/p.png \"{{customer.name}}\") {{nobody}} {{ survey.minutes }}",
        "[{{link}}]({{link}}) [{{customer.name}}]({{unsubscribe}}) {{link}} and {{unsubscribe}}, <{{link}}>", "[a](https://shop.example/?n={{customer.name}}) [b]({{customer.name}}) [c](https://{{customer.name}}/)",
        "[a](https://shop.example/?u={{link}}) {{score}} inline", "a  \nb {{customer.name}}   \n   {{link}}   \n\n---\n\n{{customer.name}}", "",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_mail_of_a_wording_that_is_known_is_the_same_as_one_laid_out_by_itself(string body)
    {
        var text = new MailText("{{customer.name}}: {{brand.name}} & {{touchpoint.name}}", body);
        foreach (var values in Several())
        {
            foreach (var locale in (string?[])["fr", "fr-CA", "en", null])
            {
                foreach (var brand in Brands)
                {
                    var fresh = MailTemplate.RenderAfresh(text, values, locale, brand);
                    // The first may make the plan, the second uses it.
                    Assert.Equal(fresh, MailTemplate.Render(text, values, locale, brand));
                    Assert.Equal(fresh, MailTemplate.Render(text, values, locale, brand));
                }
            }
        }
    }

    private static IEnumerable<MailValues> Several()
    {
        string?[] names = ["Zoé Martin", null, "", " ", "<b>Bob</b> & \"Co\" 'x'", "[x](https://evil.example) **b** {{link}}", "a\r\n# H\u2028b\tc\u00A0d", "https://evil.example"];
        string[] links = ["https://avis.example/s/tok", "https://avis.example:8443/s/a_b.c~d?x=1&y=<2>"];
        foreach (var name in names)
        {
            foreach (var link in links)
            {
                foreach (var score in (MailScore?[])[null, Score(link, "Recommander & « aimer » ?", "1"), Score(link, "Two\nlines  \u2028and <more>", "a long answer that stacks")])
                {
                    yield return new MailValues
                    {
                        CustomerName = name,
                        CustomerFirstName = name?.Length > 10 ? name : null,
                        TouchpointName = name == "" ? null : "Livraison <à> domicile",
                        EventDate = name is null ? null : new DateOnly(2026, 11, 1),
                        LastDay = new DateOnly(2026, 12, 1),
                        SurveyMinutes = 2,
                        Link = new Uri(link),
                        Unsubscribe = new Uri("https://avis.example/u/tok"),
                        Score = score,
                    };
                }
            }
        }
    }

    private static MailScore Score(string link, string question, string sign) =>
        new(question, [.. Enumerable.Range(0, 4).Select(at => new MailScoreCell(sign + at, $"{at} & so", new Uri(link + (link.Contains('?') ? "&" : "?") + "score=" + at)))], "low", "high <");
}
