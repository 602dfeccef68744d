using System.Globalization;

namespace StageSurveys.Engine;

/// <summary>
/// What is wrong with one field of an input. <paramref name="Text"/> is an English composite format string that doubles as the key of its
/// translation; <paramref name="Args"/> fill its holes. The field is named as the caller named it (a form field, a JSON path, a CSV column).
/// </summary>
public sealed record Fault(string Field, string Text, params object[] Args)
{
    /// <summary>The English sentence, for logs, the API and the command line.</summary>
    public string InEnglish => Args.Length == 0 ? Text : string.Format(CultureInfo.InvariantCulture, Text, Args);
}

/// <summary>The result of a use case that can refuse its input: either a value or the faults that stood in its way.</summary>
public sealed record Outcome<T>(T? Value, IReadOnlyList<Fault> Faults)
{
    /// <summary>True when there is nothing to complain about.</summary>
    public bool Ok => Faults.Count == 0;

    public static implicit operator Outcome<T>(T value) => new(value, []);

    public static implicit operator Outcome<T>(Fault fault) => new(default, [fault]);

    public static implicit operator Outcome<T>(List<Fault> faults) => new(default, faults);
}
