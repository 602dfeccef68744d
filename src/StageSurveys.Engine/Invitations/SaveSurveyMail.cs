using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>Keeps the mail wording of a survey. A text left empty, or equal to the default, follows the default from now on.</summary>
public sealed class SaveSurveyMail(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>The longest subject, in characters.</summary>
    public const int MaxSubject = 200;

    /// <summary>The longest body, in characters.</summary>
    public const int MaxBody = 20_000;

    /// <summary>The value is the id of the survey. Faults name "SubjectFr", "SubjectEn", "BodyFr" or "BodyEn".</summary>
    public async Task<Outcome<Guid>> RunAsync(string surveyKey, LocalText subject, LocalText body, CancellationToken cancel)
    {
        var faults = Check(subject, body);
        if (faults.Count > 0) return faults;
        var standard = DefaultWording.AfterTouchpoint;
        var keptSubject = new LocalText(Own(subject.Fr, standard.French.Subject), Own(subject.En, standard.English.Subject));
        var keptBody = new LocalText(Own(body.Fr, standard.French.Body), Own(body.En, standard.English.Body));
        await using var db = await databases.CreateDbContextAsync(cancel);
        var survey = await db.Surveys.SingleOrDefaultAsync(x => x.Key == surveyKey && !x.IsImported, cancel);
        if (survey is null) return new Fault("", "There is no survey with this key.");
        survey.MailSubject = keptSubject;
        survey.MailBody = keptBody;
        await db.SaveChangesAsync(cancel);
        return survey.Id;
    }

    /// <summary>What is wrong with a wording; an empty text is not, it means the default.</summary>
    public static List<Fault> Check(LocalText subject, LocalText body)
    {
        List<Fault> faults = [];
        foreach (var (field, text, longest) in new[] { ("SubjectFr", subject.Fr, MaxSubject), ("SubjectEn", subject.En, MaxSubject), ("BodyFr", body.Fr, MaxBody), ("BodyEn", body.En, MaxBody) })
        {
            if (text.Length > longest) faults.Add(new Fault(field, "The text is longer than {0} characters.", longest));
            else if (!StorableText.Holds(text)) faults.Add(new Fault(field, "The text holds characters that cannot be stored."));
        }

        foreach (var fault in WordingFaults.Find(InvitationMail.Wording(subject, body)))
        {
            var side = fault.Language == "fr" ? "Fr" : "En";
            faults.Add(fault.Kind switch
            {
                WordingFaultKind.UnknownHole => new Fault(FieldOf(fault, side, subject), "There is no field {0}.", "{{" + fault.Hole + "}}"),
                WordingFaultKind.AddressInSubject => new Fault("Subject" + side, "The field {0} does not belong in the subject.", "{{" + fault.Hole + "}}"),
                WordingFaultKind.UnclosedHole => new Fault("Body" + side, "Braces {0} without their other half {1}.", "{{", "}}"),
                WordingFaultKind.MissingLink => new Fault("Body" + side, "The field {0} is missing: nobody could answer.", "{{link}}"),
                _ => new Fault("Body" + side, "The text is missing."),
            });
        }

        return faults;
    }

    private static string FieldOf(WordingFault fault, string side, LocalText subject) =>
        ((side == "Fr" ? subject.Fr : subject.En).Contains(fault.Hole ?? "", StringComparison.Ordinal) ? "Subject" : "Body") + side;

    private static string Own(string text, string standard)
    {
        var clean = text.ReplaceLineEndings("\n").Trim();
        return clean == standard.ReplaceLineEndings("\n").Trim() ? "" : clean;
    }
}
