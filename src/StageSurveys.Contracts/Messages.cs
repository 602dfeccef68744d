namespace StageSurveys.Contracts;

/// <summary>Customers went through touchpoints: the events are stored, invitations are to be planned. A chunk of ids rides in one message.</summary>
public sealed record TouchpointReached
{
    /// <summary>Ids of stored touchpoint events, at most 1,000.</summary>
    public required Guid[] EventIds { get; init; }
}

/// <summary>Command: send the mails of these invitations, which are due and marked as queued.</summary>
public sealed record SendInvitation
{
    /// <summary>Ids of invitations, at most 100.</summary>
    public required Guid[] InvitationIds { get; init; }
}

/// <summary>Responses were committed; they are to be scored.</summary>
public sealed record ResponseSubmitted
{
    /// <summary>Ids of responses, at most 1,000.</summary>
    public required Guid[] ResponseIds { get; init; }
}

/// <summary>Command: work through an import whose file is stored.</summary>
public sealed record RunImport
{
    /// <summary>Id of the import run.</summary>
    public required Guid RunId { get; init; }
}
