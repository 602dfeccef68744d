namespace StageSurveys.Engine.Demo;

/// <summary>What loading the demo workspace consists of, in order.</summary>
public enum DemoLoadingStep { Inventing, Storing, Scoring, Counting }

/// <summary>
/// Whether the demo workspace is being loaded beside a host that serves already, and how far it is. Meanwhile nothing is done by the clock in this process: that would
/// find half a workspace, and share the processor.
/// </summary>
public sealed class DemoProgress
{
    private volatile object? step;

    /// <summary>Null when nothing is being loaded.</summary>
    public DemoLoadingStep? Step => (DemoLoadingStep?)step;

    /// <summary>From now until the returned is disposed the demo is being loaded.</summary>
    public IDisposable Begin()
    {
        step = DemoLoadingStep.Inventing;
        return new Loading(this, Repeating.Hold());
    }

    /// <summary>Without effect where the demo is loaded before anything is served.</summary>
    internal void Reach(DemoLoadingStep next)
    {
        if (step is not null) step = next;
    }

    private sealed class Loading(DemoProgress progress, IDisposable held) : IDisposable
    {
        public void Dispose()
        {
            progress.step = null;
            held.Dispose();
        }
    }
}
