using StageSurveys.Engine;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Web.Features.Surveys;

/// <summary>The wording as the editor holds it.</summary>
public sealed class SurveyMailForm
{
    public string? SubjectFr { get; set; }
    public string? BodyFr { get; set; }
    public string? SubjectEn { get; set; }
    public string? BodyEn { get; set; }

    /// <summary>Address of a test.</summary>
    public string? To { get; set; }

    /// <summary>"fr" or "en": language of a test.</summary>
    public string? TestLocale { get; set; }

    /// <summary>How the preview looks at it; not part of the wording.</summary>
    public PreviewLook Look { get; set; }

    /// <summary>Both subjects.</summary>
    public LocalText Subject => new(SubjectFr ?? "", SubjectEn ?? "");

    /// <summary>Both bodies.</summary>
    public LocalText Body => new(BodyFr ?? "", BodyEn ?? "");
}

/// <summary>The programs that a mail is looked at with.</summary>
public enum PreviewLook { Desktop, Phone, Dark, NoPictures, Plain }

/// <summary>How the mail looks in both languages.</summary>
public sealed record SurveyMailPreview(RenderedMail French, RenderedMail English, PreviewLook Look);

/// <summary>What the wording editor shows.</summary>
public sealed record SurveyMailPage(string Key, LocalText Name, SurveyMailForm Form, SurveyMailPreview Preview, IReadOnlyList<string> Holes, CheckResult Check, string? Done = null);
