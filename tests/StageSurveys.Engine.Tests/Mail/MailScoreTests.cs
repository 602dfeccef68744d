using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class MailScoreTests
{
    private static readonly Uri Link = new("https://avis.example/s/token");

    [Fact]
    public void The_first_question_stands_in_the_mail_as_a_link_for_each_value_in_both_parts()
    {
        var nps = """{"type":"rating","name":"q","measure":"nps","title":{"default":"Would you recommend us?","fr":"Nous recommanderiez-vous ?"},"rateMin":0,"rateMax":10,"maxRateDescription":"Surely"}""";
        foreach (var (locale, question, label) in new[] { ("en", "Would you recommend us?", "9 of 10"), ("fr", "Nous recommanderiez-vous ?", "9 sur 10") })
        {
            var mail = Render(nps, locale);
            Assert.Contains(question, mail.Html);
            Assert.Contains(question, mail.Text);
            for (var place = 1; place <= 11; place++)
            {
                Assert.Contains($"href=\"https://avis.example/s/token/{place}\"", mail.Html);
                Assert.Contains($" <https://avis.example/s/token/{place}>\n", mail.Text);
            }

            Assert.Contains($"aria-label=\"{label}\"", mail.Html);
            Assert.Contains($"- {label} <https://avis.example/s/token/10>\n", mail.Text);
            // What the ends mean stands below the cells, and with the values for those who hear them or read the plain text.
            Assert.Contains(">Surely<", mail.Html);
            Assert.Contains("(Surely) <https://avis.example/s/token/11>", mail.Text);
            Assert.DoesNotContain("<img", mail.Html);
            Assert.DoesNotContain("{{", mail.Html + mail.Text);
        }
    }

    [Fact]
    public void Faces_are_text_and_have_a_name_for_those_who_listen()
    {
        var mail = Render("""{"type":"rating","name":"q","measure":"face","title":"How was it?","rateType":"smileys"}""", "fr");
        Assert.Contains("aria-label=\"Très mal\"", mail.Html);
        Assert.Contains("😠", mail.Html);
        Assert.Contains("- Plutôt bien <https://avis.example/s/token/4>", mail.Text);
        Assert.Contains(">Très mal<", mail.Html);
        Assert.Contains(">Très bien<", mail.Html);
    }

    [Fact]
    public void Reminders_and_the_mail_of_a_relationship_carry_the_score_too_and_the_thanks_do_not()
    {
        const string Nps = """{"type":"rating","name":"q","measure":"nps","rateMin":0,"rateMax":10}""";
        foreach (var wording in new[] { DefaultWording.Reminder, DefaultWording.LastReminder, DefaultWording.Relationship })
            foreach (var locale in new[] { "fr", "en" })
                Assert.Contains("/s/token/11\"", Render(Nps, locale, wording).Html);
        Assert.DoesNotContain("/s/token/11", Render(Nps, "fr", DefaultWording.ThankYou).Html);
    }

    [Fact]
    public void Long_texts_stand_below_each_other_and_short_ones_beside_each_other()
    {
        var goal = """{"type":"radiogroup","name":"q","measure":"goal","choices":[{"value":"yes","text":"Yes, entirely"},{"value":"partly","text":"Partly"},{"value":"no","text":"No"}]}""";
        Assert.Equal(2, Render(goal, "en").Html.Split("</tr><tr>").Length - 1);
        Assert.DoesNotContain("</tr><tr>", Render("""{"type":"rating","name":"q","measure":"nps","rateMin":0,"rateMax":10}""", "en").Html);
    }

    [Fact]
    public void Where_the_survey_begins_with_words_the_place_stays_empty()
    {
        var mail = Render("""{"type":"comment","name":"q"}""", "en");
        Assert.DoesNotContain("/s/token/1", mail.Html + mail.Text);
        Assert.DoesNotContain("{{", mail.Html + mail.Text);
    }

    [Fact]
    public void A_text_of_the_definition_never_becomes_markup()
    {
        var mail = Render("""{"type":"radiogroup","name":"q","measure":"goal","title":"<b>A & B</b>","choices":[{"value":"yes","text":"<i>\"y\"</i>"},"no"]}""", "en");
        Assert.DoesNotContain("<b>A", mail.Html);
        Assert.DoesNotContain("<i>", mail.Html);
        Assert.Contains("<b>A & B</b>", mail.Text);
    }

    private static RenderedMail Render(string question, string locale, MailWording? wording = null)
    {
        var first = FirstScore.Of(SurveyDefinition.Parse($$"""{"elements":[{{question}}]}"""));
        var values = new MailValues { Link = Link, Unsubscribe = new Uri("https://avis.example/u/token"), Score = ScoreInMail.Of(first, locale, Link) };
        return MailTemplate.Render((wording ?? DefaultWording.AfterTouchpoint).For(locale), values, locale, new MailBrand("Shop", "#0f5f8c"));
    }
}
