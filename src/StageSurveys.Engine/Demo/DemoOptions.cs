namespace StageSurveys.Engine.Demo;

/// <summary>Section "Demo".</summary>
public sealed class DemoOptions
{
    /// <summary>True: an empty workspace is filled with the demo at the start. The development settings say so; nothing else does.</summary>
    public bool Load { get; set; }
}
