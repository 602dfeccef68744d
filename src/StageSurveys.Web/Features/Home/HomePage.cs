using StageSurveys.Engine;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Web.Features.Home;

/// <summary>The first screen.</summary>
/// <param name="Walk">Null where no touchpoint has a survey waiting: then <paramref name="Journeys"/> says what is missing.</param>
public sealed record HomePage(string Brand, bool HasMailbox, HomeWalk? Walk, IReadOnlyList<HomeJourney> Journeys, HomeMonth Month, IReadOnlyList<HomeVerbatim> Verbatims, TimeZoneInfo Zone);

/// <summary>How far the last try of the last week came.</summary>
/// <param name="Persona">Whose map shows the answer; of the last try, or the first persona.</param>
public sealed record HomeWalk(string Touchpoint, LocalText TouchpointName, string Journey, string Persona, bool Tried, Disposition? Stands, bool Scored)
{
    public bool Mailed => Stands is Disposition.Sent or Disposition.Visited or Disposition.Started or Disposition.Completed;

    public bool Answered => Stands == Disposition.Completed;

    /// <summary>The step to take next, 1 to 4; 5 when all are taken.</summary>
    public int Next => !Tried ? 1 : !Mailed ? 2 : !Answered ? 3 : !Scored ? 4 : 5;
}

/// <summary>A journey with its figures, as the board shows them.</summary>
/// <param name="Index">Null when nothing may be shown yet.</param>
public sealed record HomeJourney(string Key, LocalText Name, double? Index, double? Goal, double? Emotion, double? Problem);

/// <summary>The last 30 days.</summary>
public sealed record HomeMonth(long Events, long Responses, IReadOnlyList<(Disposition Disposition, long Count)> Lines)
{
    public long Sum => Lines.Sum(x => x.Count);
}

/// <summary>What a customer wrote, without who.</summary>
public sealed record HomeVerbatim(string Text, string Locale, LocalText Touchpoint, DateTimeOffset At);
