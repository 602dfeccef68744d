using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Demo;

/// <summary>
/// Makes the ledger's lines of invented events by the rules that <see cref="PlanInvitations"/> and the sending follow, and the answers of the lines that end well.
/// </summary>
internal sealed class DemoLines(DemoRandom random, DemoWorkspace workspace)
{
    private readonly Dictionary<Guid, Trigger> triggers = workspace.Triggers.ToDictionary(x => x.TouchpointId);
    private readonly Dictionary<Guid, (Guid Version, string Key)> surveys =
        workspace.Versions.ToDictionary(x => x.SurveyId, x => (x.Id, workspace.Surveys.Single(s => s.Id == x.SurveyId).Key));

    public List<Invitation> Invitations { get; } = [];
    public List<Response> Responses { get; } = [];
    public List<AnswerDraft> Drafts { get; } = [];

    /// <summary>One customer's events in the order of their arrival.</summary>
    public void Add(DemoPerson person, IReadOnlyList<DemoStep> steps)
    {
        List<(Invitation Line, DemoStep Step)> made = [];
        foreach (var step in steps) made.Add((Line(person, step), step));
        if (person.Customer.OptedOutAt is { } no)
            foreach (var (line, _) in made) EndAt(line, no);
        Invitations.AddRange(made.Select(x => x.Line));
        foreach (var (line, step) in made) Answer(person, line, step);
    }

    /// <summary>
    /// Lets the first planned lines be due this very minute, so that Queued and Sending are there too. Both move on by themselves: what is queued is announced
    /// again, what was being sent becomes Unknown.
    /// </summary>
    public void PutSomeInHand(IReadOnlyDictionary<Guid, TouchpointEvent> events)
    {
        foreach (var (line, place) in Invitations.Where(x => x.Disposition == Disposition.Planned).OrderBy(x => x.DueAt).ThenBy(x => x.Id).Take(3).Select((x, i) => (x, i)))
        {
            var sooner = line.DueAt - workspace.Now.AddSeconds(-2);
            var cause = events[line.EventId];
            (cause.OccurredAt, cause.ReceivedAt, cause.PlannedAt) = (cause.OccurredAt - sooner, cause.ReceivedAt - sooner, cause.PlannedAt - sooner);
            (line.CreatedAt, line.DueAt, line.ExpiresAt, line.DispositionAt) = (line.CreatedAt - sooner, line.DueAt - sooner, line.ExpiresAt - sooner, workspace.Now);
            line.Disposition = place < 2 ? Disposition.Queued : Disposition.Sending;
            if (place < 2) continue;
            line.Attempts = 1;
            line.TokenHash = random.Bytes(32);
        }
    }

    private Invitation Line(DemoPerson person, DemoStep step)
    {
        var cause = step.Event;
        var planned = cause.ReceivedAt.AddSeconds(1);
        cause.PlannedAt = planned;
        var trigger = triggers.GetValueOrDefault(cause.TouchpointId);
        var due = trigger is null ? cause.ReceivedAt : Max(cause.ReceivedAt, cause.OccurredAt.AddMinutes(trigger.DelayMinutes));
        var line = new Invitation
        {
            Id = random.Key(planned),
            EventId = cause.Id,
            TriggerId = trigger?.Id,
            TouchpointId = cause.TouchpointId,
            CustomerId = person.Customer.Id,
            SurveyVersionId = trigger is null ? null : surveys[trigger.SurveyId].Version,
            PersonaId = person.Customer.PersonaId,
            PersonaRuleSetVersion = 1,
            Locale = person.Language,
            Reason = Refusal(person, trigger, cause, planned),
            DispositionAt = planned,
            CreatedAt = planned,
            DueAt = due,
            ExpiresAt = due.AddDays(trigger?.ExpiryDays ?? 0),
        };
        line.Disposition = line.Reason.Length > 0 ? Disposition.Suppressed : Disposition.Planned;
        if (line.Disposition == Disposition.Planned && due < workspace.Now.AddMinutes(-2)) Send(person, line, step);
        return line;
    }

    /// <summary>The rules of the planning, in its order; the sample is drawn by the same hash.</summary>
    private static string Refusal(DemoPerson person, Trigger? trigger, TouchpointEvent cause, DateTimeOffset planned)
    {
        if (trigger is null) return Reasons.NoTrigger;
        if (trigger.PersonaIds.Length > 0 && !trigger.PersonaIds.Contains(person.Customer.PersonaId)) return Reasons.Persona;
        var drawn = BinaryPrimitives.ReadUInt32BigEndian(MD5.HashData(Encoding.UTF8.GetBytes($"{cause.EventKey}/{trigger.Id}")));
        if (drawn >= trigger.SamplingRate * 4294967296) return Reasons.Sampling;
        if (person.Customer.OptedOutAt <= planned) return Reasons.OptedOut;
        return person.Customer.Email.Length == 0 ? Reasons.NoAddress : "";
    }

    private void Send(DemoPerson person, Invitation line, DemoStep step)
    {
        var sent = line.DueAt.AddSeconds(random.Whole(1, 40));
        line.Attempts = 1;
        line.TokenHash = random.Bytes(32);
        // From the claim on the survey is open for as long as was planned.
        (line.ExpiresAt, line.DueAt) = (sent + (line.ExpiresAt - line.DueAt), sent);
        var luck = random.Unit();
        if (luck < 0.019)
        {
            (line.Disposition, line.Reason) = luck < 0.004 ? (Disposition.Unknown, Reasons.Interrupted)
                : luck < 0.008 ? (Disposition.Failed, "smtp-body-554") : (Disposition.Bounced, "smtp-rcpt-550");
            line.DispositionAt = line.Disposition == Disposition.Unknown ? sent.AddMinutes(25) : sent.AddSeconds(2);
            if (line.DispositionAt > workspace.Now) (line.Disposition, line.Reason, line.DispositionAt) = (Disposition.Sent, "", sent);
            else return;
        }

        line.SentAt = sent;
        var reading = sent.AddMinutes(Math.Exp(random.Normal() * 1.4) * 170).AddSeconds(random.Whole(0, 59));
        var willing = DemoMoods.Willingness(person.Kind, person.AnswersGladly, step.Touchpoint);
        var will = random.Unit();
        if (will < willing + 0.2 && Happened(reading, line))
        {
            line.VisitedAt = reading;
            var begun = reading.AddSeconds(random.Whole(4, 40));
            if (will < willing + 0.06 && Happened(begun, line)) line.StartedAt = begun;
            var done = begun.AddSeconds(random.Whole(18, 110));
            if (will < willing && line.StartedAt is not null && Happened(done, line)) line.CompletedAt = done;
            else if (will > willing + 0.19 && person.Customer.OptedOutAt is null && Happened(begun, line) && random.Chance(0.6)) person.Customer.OptedOutAt = begun;
        }

        Settle(line);
    }

    private void Settle(Invitation line)
    {
        (line.Disposition, line.DispositionAt) = line switch
        {
            { CompletedAt: { } done } => (Disposition.Completed, done),
            _ when line.ExpiresAt <= workspace.Now.AddSeconds(-30) => (Disposition.Expired, line.ExpiresAt.AddSeconds(6)),
            { StartedAt: { } begun } => (Disposition.Started, begun),
            { VisitedAt: { } seen } => (Disposition.Visited, seen),
            _ => (Disposition.Sent, line.SentAt!.Value),
        };
    }

    /// <summary>What opting out does to lines that were open then.</summary>
    private static void EndAt(Invitation line, DateTimeOffset no)
    {
        if (line.CreatedAt >= no || line.Disposition == Disposition.Suppressed || line.CompletedAt <= no) return;
        if (line.Disposition is Disposition.Failed or Disposition.Bounced or Disposition.Expired && line.DispositionAt <= no) return;
        (line.Disposition, line.Reason, line.DispositionAt, line.CompletedAt) = (Disposition.OptedOut, "", no, null);
        if (line.SentAt > no || line.DueAt > no) (line.SentAt, line.TokenHash, line.Attempts) = (null, null, 0);
        if (line.VisitedAt > no) line.VisitedAt = null;
        if (line.StartedAt > no) line.StartedAt = null;
    }

    private void Answer(DemoPerson person, Invitation line, DemoStep step)
    {
        var mood = DemoMoods.Of(person.Kind, step.Touchpoint, step.IsLate) + person.Bias + random.Normal() * 0.75;
        person.Remember(step.Touchpoint, mood);
        if (line.Disposition is not (Disposition.Completed or Disposition.Started)) return;
        var feeling = new DemoFeeling(
            surveys[triggers[line.TouchpointId].SurveyId].Key, step.Touchpoint, mood, person.Memory, step.IsLate, person.Language);
        if (line.Disposition == Disposition.Started)
        {
            Drafts.Add(new AnswerDraft { InvitationId = line.Id, Answers = DemoAnswers.Begun(random, feeling).ToJsonString(), UpdatedAt = line.StartedAt!.Value });
            return;
        }

        Responses.Add(new Response
        {
            Id = line.Id,
            InvitationId = line.Id,
            SurveyVersionId = line.SurveyVersionId!.Value,
            TouchpointId = line.TouchpointId,
            CustomerId = line.CustomerId,
            PersonaId = line.PersonaId,
            PersonaRuleSetVersion = line.PersonaRuleSetVersion,
            Locale = line.Locale,
            Answers = DemoAnswers.Make(random, feeling).ToJsonString(),
            AnsweredAt = line.CompletedAt!.Value,
            ReceivedAt = line.CompletedAt.Value,
        });
    }

    private bool Happened(DateTimeOffset at, Invitation line) => at < workspace.Now.AddMinutes(-1) && at < line.ExpiresAt;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
