namespace StageSurveys.Engine.Mail;

/// <summary>
/// A token that ends when the present stage takes too long or the caller gives up. While content is on its way a caller who gives up
/// is asked for a few seconds more, because the reply is then worth more than the time: without it nobody knows whether the mail went.
/// </summary>
internal sealed class SmtpTimeLimit : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;
    private readonly CancellationToken _callerToken;
    private volatile bool _patient;

    public SmtpTimeLimit(TimeProvider clock, CancellationToken caller)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _callerToken = caller;
        _caller = caller.UnsafeRegister(static limit => ((SmtpTimeLimit)limit!).CallerGaveUp(), this);
    }

    public CancellationToken Token => _source.Token;

    public void Start(TimeSpan limit) => _source.CancelAfter(limit);

    public void StartPatient(TimeSpan limit)
    {
        _patient = true;
        _source.CancelAfter(_callerToken.IsCancellationRequested ? Grace : limit);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }

    private void CallerGaveUp()
    {
        if (_patient) _source.CancelAfter(Grace);
        else _source.Cancel();
    }
}
