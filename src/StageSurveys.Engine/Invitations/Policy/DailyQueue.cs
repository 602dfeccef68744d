namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// Mails that a daily maximum lets go: each day takes as many as it has room for, in their order, the others wait for the next one, and who could not go then in time
/// leaves the queue.
/// </summary>
/// <param name="used">Mails that take their place on a day already.</param>
internal sealed class DailyQueue(ContactLimits limits, Func<DateOnly, long> used)
{
    private readonly Queue<(int Number, DateOnly Wished, DateOnly Last)> waiting = new();
    private DateOnly today;

    /// <summary>The mails that go on another day than they wished, or, with no day, not at all.</summary>
    public List<(int Number, DateOnly? Day)> Moved { get; } = [];

    /// <summary>The next mail in the order of the wished days.</summary>
    /// <param name="last">The last day on which it may go.</param>
    public void Add(int number, DateOnly wished, DateOnly last)
    {
        while (waiting.Count > 0 && today < wished) CloseDay();
        today = wished;
        waiting.Enqueue((number, wished, last));
    }

    /// <summary>No further mail comes.</summary>
    public void Finish()
    {
        while (waiting.Count > 0) CloseDay();
    }

    private void CloseDay()
    {
        for (var room = (limits.Count ?? 1) - used(today); room > 0 && waiting.TryDequeue(out var first); room--)
            if (first.Wished != today) Moved.Add((first.Number, today));
        today = today.AddDays(1);
        for (var left = waiting.Count; left > 0; left--)
        {
            var next = waiting.Dequeue();
            if (limits.Over == WhenOver.Drop || next.Last < today) Moved.Add((next.Number, null));
            else waiting.Enqueue(next);
        }
    }
}
