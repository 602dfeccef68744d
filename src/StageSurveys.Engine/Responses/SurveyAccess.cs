using StageSurveys.Engine.Invitations;

namespace StageSurveys.Engine.Responses;

/// <summary>What a survey link leads to at this moment.</summary>
public enum SurveyAccess { Open, Unknown, Answered, Expired, OptedOut }

/// <summary>Decides whether a link still opens its survey. SQL that changes an invitation repeats the rule in its WHERE.</summary>
public static class SurveyAccessRule
{
    /// <summary>How long after the expiry somebody who had begun may still finish: an answer half written is not thrown away.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    /// <summary>
    /// SQL condition on the table invitations (alias i) for "may be answered", with the present moment as parameter $1. A mail can be read
    /// before its sender has written down that it left, hence Sending and Unknown.
    /// </summary>
    public const string MayAnswer = """
        ((i.disposition IN ('Sending', 'Sent', 'Unknown', 'Visited', 'Started') AND i.expires_at > $1)
         OR (i.disposition IN ('Started', 'Expired') AND i.started_at IS NOT NULL AND i.expires_at > $1 - interval '24 hours'))
        """;

    /// <summary>The same rule for an invitation that was read.</summary>
    public static SurveyAccess Of(Disposition disposition, DateTimeOffset expiresAt, DateTimeOffset? startedAt, DateTimeOffset now) => disposition switch
    {
        Disposition.Completed => SurveyAccess.Answered,
        Disposition.OptedOut => SurveyAccess.OptedOut,
        Disposition.Sending or Disposition.Sent or Disposition.Unknown or Disposition.Visited or Disposition.Started when expiresAt > now => SurveyAccess.Open,
        Disposition.Started or Disposition.Expired when startedAt is not null && expiresAt > now - Grace => SurveyAccess.Open,
        Disposition.Expired or Disposition.Sending or Disposition.Sent or Disposition.Unknown or Disposition.Visited or Disposition.Started => SurveyAccess.Expired,
        _ => SurveyAccess.Unknown,
    };
}
