namespace StageSurveys.Proof;

/// <summary>A moment of an SMTP session at which the sink can hang up, or somebody can be killed.</summary>
internal enum SinkStep
{
    /// <summary>Connected, not greeted.</summary>
    Connect,
    Ehlo,
    Mail,
    Rcpt,

    /// <summary>DATA was said, 354 not answered.</summary>
    Data,

    /// <summary>Part of the content is here.</summary>
    Body,

    /// <summary>The final dot is here and the mail is kept; 250 not answered.</summary>
    Dot,

    /// <summary>250 was answered.</summary>
    Taken,
    Quit,
}

/// <summary>A connection that the sink cut.</summary>
/// <param name="Recipient">Whose mail was on its way; null where none was.</param>
internal sealed record Cut(SinkStep Step, string? Recipient);

/// <summary>A mail that the sink answers for.</summary>
/// <param name="MessageId">Without angle brackets.</param>
internal sealed record TakenMail(string Recipient, string MessageId);

/// <summary>Decides by the seed which of the sessions that reach a step are cut there.</summary>
internal sealed class CutPlan
{
    private readonly Lock turn = new();
    private readonly Random random;
    private readonly Dictionary<SinkStep, (int Left, int Next, int Span)> steps = [];

    /// <param name="each">How many connections are cut at each step.</param>
    /// <param name="mails">How often a step within a mail is reached, about.</param>
    /// <param name="connections">How often a connection begins, about.</param>
    public CutPlan(int seed, int each, int mails, int connections)
    {
        random = new Random(seed);
        if (each == 0) return;
        foreach (var step in Enum.GetValues<SinkStep>())
        {
            // About half of the run is needed until all of them have happened.
            var reached = step switch { SinkStep.Connect or SinkStep.Ehlo => connections, SinkStep.Quit => connections / 4, _ => mails };
            var span = Math.Max(2, reached / each);
            steps[step] = (each, random.Next(1, span), span);
        }
    }

    /// <summary>Whether the session that is at this step now is cut.</summary>
    public bool IsDue(SinkStep step)
    {
        lock (turn)
        {
            if (!steps.TryGetValue(step, out var plan) || plan.Left == 0) return false;
            var due = plan.Next <= 1;
            steps[step] = due ? (plan.Left - 1, random.Next(1, plan.Span + 1), plan.Span) : (plan.Left, plan.Next - 1, plan.Span);
            return due;
        }
    }

    /// <summary>True: the connection breaks at once. False: it is closed in order.</summary>
    public bool Hard()
    {
        lock (turn) return random.Next(2) == 0;
    }

    /// <summary>How long a mail lies before it is answered for: most a few milliseconds, some much longer.</summary>
    public TimeSpan Think()
    {
        lock (turn) return TimeSpan.FromMilliseconds(random.Next(50) == 0 ? random.Next(100, 500) : random.Next(0, 10));
    }
}
