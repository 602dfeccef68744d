using StageSurveys.Engine.Journeys;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Journeys;

/// <summary>The list of journeys.</summary>
/// <param name="ShowArchived">Opens the list of those put away, as after turning its pages.</param>
/// <param name="MapPersona">Key of the persona whose map is offered first.</param>
public sealed record JourneyListPage(
    IReadOnlyList<JourneyOutline> Journeys, IReadOnlyList<JourneyOutline> Archived, int ArchivedTotal, bool ShowArchived, Pager Pager, Pager ArchivedPager,
    string MapPersona, NewJourneyForm Form);

/// <summary>The form that makes a journey.</summary>
public sealed class NewJourneyForm
{
    public string? NameFr { get; set; }
    public string? NameEn { get; set; }
    public ChannelStrategy ChannelStrategy { get; set; } = ChannelStrategy.Omnichannel;

    /// <summary>Key of a stage template; empty starts blank.</summary>
    public string? Template { get; set; } = StageTemplates.All[0].Key;
}

/// <summary>The form of a journey's name and channels.</summary>
public sealed class JourneyForm
{
    public string? NameFr { get; set; }
    public string? NameEn { get; set; }
    public ChannelStrategy ChannelStrategy { get; set; }
}

/// <summary>The form of a stage.</summary>
public sealed class StageForm
{
    public string? NameFr { get; set; }
    public string? NameEn { get; set; }
    public StagePhase Phase { get; set; }
}

/// <summary>The form that adds a touchpoint of one's own; the name is in the language of the screen.</summary>
public sealed class NewTouchpointForm
{
    public string? Name { get; set; }
    public Channel Channel { get; set; } = Channel.Web;
    public Guid? ParentId { get; set; }
}

/// <summary>An archived touchpoint that can be restored.</summary>
public sealed record ArchivedTouchpoint(Guid Id, string Key, string Name, string Stage);

/// <summary>The screen on which a journey is modelled.</summary>
/// <param name="ShowArchived">Opens the list of touchpoints put away, as after turning its pages.</param>
public sealed record JourneyEditPage(
    JourneyOutline Journey, IReadOnlyList<ArchivedTouchpoint> Archived, int ArchivedTotal, bool ShowArchived, Pager ArchivedPager, string MapPersona)
{
    /// <summary>Catalogue keys that the journey has already.</summary>
    public HashSet<string> Present { get; } = [.. Journey.Touchpoints.Select(x => x.Key)];
}

/// <summary>One touchpoint on that screen.</summary>
public sealed record TouchpointItem(TouchpointOutline Touchpoint, StageOutline Stage);

/// <summary>The order that a drag or a key press asks for. <see cref="List"/> is a stage's id, or "stage/parent" for sub-steps.</summary>
public sealed record OrderBody(Guid[] Ids, string? List);

/// <summary>A new name in the language of the screen.</summary>
public sealed record NameBody(string? Name);
