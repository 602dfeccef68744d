using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Programmes;

namespace StageSurveys.Web.Features.Programmes;

/// <summary>What is said of programmes and waves, in the language of the screen.</summary>
public sealed class ProgrammeWords(IStringLocalizer<ProgrammesText> texts)
{
    /// <summary>"every 3 months" in the words that people use.</summary>
    public string Rhythm(WaveRhythm rhythm) => rhythm switch
    {
        { EveryMonths: 1 } => texts["monthly"],
        { EveryMonths: 3 } => texts["quarterly"],
        { EveryMonths: 6 } => texts["half-yearly"],
        { EveryMonths: 12 } => texts["yearly"],
        { EveryMonths: { } months } => texts["every {0} months", months],
        { EveryWeeks: 1 } => texts["weekly"],
        _ => texts["every {0} weeks", rhythm.EveryWeeks ?? 0],
    };

    public string State(WaveState state) => state switch
    {
        WaveState.Planned => texts["Planned"],
        WaveState.Announced => texts["To approve"],
        WaveState.Approved => texts["Approved"],
        WaveState.Started => texts["Running"],
        WaveState.Done => texts["Over"],
        WaveState.Skipped => texts["Passed over"],
        _ => texts["Cancelled"],
    };

    /// <summary>The colour of a state's badge; never alone, the word stands in it.</summary>
    public static string Colour(WaveState state) => state switch
    {
        WaveState.Announced => "bg-orange-lt",
        WaveState.Approved => "bg-blue-lt",
        WaveState.Started => "bg-green-lt",
        WaveState.Cancelled => "bg-red-lt",
        _ => "bg-secondary-lt",
    };

    /// <summary>Why a wave was passed over; "" for no reason.</summary>
    public string Reason(string reason) => reason switch
    {
        "" => "",
        WaveReasons.NotApproved => texts["nobody approved it"],
        WaveReasons.Missed => texts["the next one was due before it could start"],
        WaveReasons.Paused => texts["the programme was paused"],
        WaveReasons.NoContacts => texts["no contact in the roles that are asked"],
        WaveReasons.Ended => texts["the programme has ended"],
        _ => reason,
    };

    public string Unapproved(Unapproved unapproved) => unapproved switch
    {
        Engine.Programmes.Unapproved.Go => texts["goes as it is"],
        Engine.Programmes.Unapproved.Wait => texts["waits for an approval"],
        _ => texts["is left out"],
    };
}
