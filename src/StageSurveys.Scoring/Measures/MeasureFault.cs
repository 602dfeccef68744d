using System.Diagnostics.CodeAnalysis;

namespace StageSurveys.Scoring;

/// <summary>Why an answer value cannot be read.</summary>
public enum MeasureFaultCode
{
    /// <summary>The JSON has another shape than the measure needs.</summary>
    WrongShape = 1,

    /// <summary>A number outside the scale, or not a whole number.</summary>
    OutOfRange = 2,

    /// <summary>A word that is none of the allowed ids.</summary>
    UnknownValue = 3,

    /// <summary>A part that must be there is not.</summary>
    MissingPart = 4,

    /// <summary>The parts of the answer contradict each other ("none" beside a problem).</summary>
    Contradiction = 5,
}

/// <summary>What is wrong with an answer value. May carry up to 40 characters of what the customer sent: not for logs.</summary>
/// <param name="Code">The kind of fault; screens choose their words by it.</param>
/// <param name="Field">Where: empty for the answer itself, else a path in it such as <c>[1].severity</c>.</param>
/// <param name="Got">What was there, shortened.</param>
/// <param name="Allowed">What would be right, e.g. <c>1..5</c>.</param>
public sealed record MeasureFault(MeasureFaultCode Code, string Field, string Got, string Allowed)
{
    /// <summary>The fault in one English sentence without what the customer sent.</summary>
    public string Message => (Field.Length == 0 ? "The answer" : $"'{Field}' of the answer") + Code switch
    {
        MeasureFaultCode.WrongShape => $" has the wrong shape; expected {Allowed}.",
        MeasureFaultCode.OutOfRange => $" is out of range; expected {Allowed}.",
        MeasureFaultCode.UnknownValue => $" is not a known value; expected {Allowed}.",
        MeasureFaultCode.MissingPart => $" is missing; expected {Allowed}.",
        _ => $" contradicts itself; expected {Allowed}.",
    };
}

/// <summary>What came of reading an answer value: a value, a fault, or neither when the question was not answered.</summary>
public readonly record struct MeasureReading
{
    private MeasureReading(MeasureValue? value, MeasureFault? fault)
    {
        Value = value;
        Fault = fault;
    }

    /// <summary>Not answered. Nothing is imputed.</summary>
    public static MeasureReading Missing => default;

    /// <summary>The value, when there is one that is right.</summary>
    public MeasureValue? Value { get; }

    /// <summary>What is wrong, when something is.</summary>
    public MeasureFault? Fault { get; }

    /// <summary>True when nothing is wrong; the value may still be missing.</summary>
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsValid => Fault is null;

    /// <summary>True when the question was not answered.</summary>
    public bool IsMissing => Value is null && Fault is null;

    internal static MeasureReading Of(MeasureValue value) => new(value, null);

    /// <summary>The same fault, found in a part of the answer.</summary>
    internal MeasureReading At(string part) => Fault is null ? this : new(null, Fault with { Field = part + Fault.Field });

    internal static MeasureReading Bad(MeasureFaultCode code, string field, string got, string allowed) =>
        new(null, new MeasureFault(code, field, got.Length > 40 ? got[..40] : got, allowed));
}
