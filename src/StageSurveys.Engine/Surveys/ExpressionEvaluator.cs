using System.Globalization;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// Gives an expression a value as SurveyJS would. Values are null, string, double, bool, a list or a dictionary; what
/// cannot be known here (the clock, a function of the page, a variable) is <see cref="Unknown"/> and stays unknown through
/// every operator, unless the other side decides alone.
/// </summary>
public static class ExpressionEvaluator
{
    public static readonly object Unknown = new UnknownValue();

    /// <summary>True or false when that is certain, null when it is not.</summary>
    public static bool? IsTrue(SurveyExpression expression, Func<string, object?> resolve) => Truth(Evaluate(expression, resolve));

    public static object? Evaluate(SurveyExpression expression, Func<string, object?> resolve)
    {
        switch (expression)
        {
            case SurveyExpression.Constant constant:
                return constant.Value;
            case SurveyExpression.Reference reference:
                return resolve(reference.Name);
            case SurveyExpression.List list:
                var items = list.Items.Select(item => Evaluate(item, resolve)).ToList();
                return items.Contains(Unknown) ? Unknown : items;
            case SurveyExpression.Unary unary:
                return EvaluateUnary(unary.Operator, Evaluate(unary.Operand, resolve));
            case SurveyExpression.Binary { Operator: "and" } both:
                return And(Evaluate(both.Left, resolve), () => Evaluate(both.Right, resolve));
            case SurveyExpression.Binary { Operator: "or" } either:
                return Or(Evaluate(either.Left, resolve), () => Evaluate(either.Right, resolve));
            case SurveyExpression.Binary binary:
                var left = Evaluate(binary.Left, resolve);
                var right = Evaluate(binary.Right, resolve);
                return left == Unknown || right == Unknown ? Unknown : EvaluateBinary(binary.Operator, left, right);
            case SurveyExpression.Call call:
                return EvaluateCall(call, resolve);
            default:
                return Unknown;
        }
    }

    private static object? EvaluateUnary(string name, object? operand)
    {
        if (operand == Unknown)
            return Unknown;
        return name switch
        {
            "empty" => ExpressionValues.IsEmpty(operand),
            "notempty" => !ExpressionValues.IsEmpty(operand),
            "not" => !Truth(operand),
            _ => Unknown,
        };
    }

    private static object? And(object? left, Func<object?> right)
    {
        var first = Truth(left);
        if (first == false)
            return false;
        var second = Truth(right());
        return second == false ? false : first is null || second is null ? Unknown : true;
    }

    private static object? Or(object? left, Func<object?> right)
    {
        var first = Truth(left);
        if (first == true)
            return true;
        var second = Truth(right());
        return second == true ? true : first is null || second is null ? Unknown : false;
    }

    private static object? EvaluateBinary(string name, object? left, object? right) => name switch
    {
        "=" => ExpressionValues.AreEqual(left, right),
        "<>" => !ExpressionValues.AreEqual(left, right),
        "<" => Ordered(left, right, order => order < 0, orEqual: false),
        ">" => Ordered(left, right, order => order > 0, orEqual: false),
        "<=" => Ordered(left, right, order => order < 0, orEqual: true),
        ">=" => Ordered(left, right, order => order > 0, orEqual: true),
        "contains" => ExpressionValues.Contains(left, right),
        // An absent text contains nothing, but an absent list is not asked: both say "does not contain" unless nothing is looked for.
        "notcontains" => ExpressionValues.IsEmpty(left) ? !ExpressionValues.IsEmpty(right) : !ExpressionValues.Contains(left, right),
        "anyof" => AnyOf(left, right),
        "noneof" => !AnyOf(left, right),
        "allof" => ExpressionValues.AsList(right).All(item => ExpressionValues.Contains(left, item)),
        "+" when IsWords(left) || IsWords(right) => ExpressionValues.AsText(left) + ExpressionValues.AsText(right),
        "+" or "-" or "*" or "/" or "%" or "^" => Arithmetic(name, left, right),
        _ => Unknown,
    };

    /// <summary>SurveyJS reads the answer "3" as a number where it can.</summary>
    private static bool IsWords(object? value) => value is string && ExpressionValues.AsNumber(value) is null && !Equals(value, "");

    private static bool AnyOf(object? left, object? right)
    {
        if (ExpressionValues.IsEmpty(left))
            return ExpressionValues.IsEmpty(right);
        if (ExpressionValues.IsEmpty(right))
            return true;
        return left is IReadOnlyList<object?>
            ? ExpressionValues.AsList(right).Any(item => ExpressionValues.Contains(left, item))
            : ExpressionValues.Contains(ExpressionValues.AsList(right), left);
    }

    private static object Ordered(object? left, object? right, Func<int, bool> holds, bool orEqual)
    {
        if (orEqual && ExpressionValues.AreEqual(left, right))
            return true;
        if (left is null || right is null)
            return false;
        if (left is IReadOnlyList<object?> or IReadOnlyDictionary<string, object?> || right is IReadOnlyList<object?> or IReadOnlyDictionary<string, object?>)
            return Unknown;
        if (left is string first && right is string second)
            return holds(string.CompareOrdinal(first, second));
        return ExpressionValues.AsNumber(left) is { } a && ExpressionValues.AsNumber(right) is { } b && holds(a.CompareTo(b));
    }

    private static object? Arithmetic(string name, object? left, object? right)
    {
        var a = ExpressionValues.IsEmpty(left) ? 0 : ExpressionValues.AsNumber(left);
        var b = ExpressionValues.IsEmpty(right) ? 0 : ExpressionValues.AsNumber(right);
        if (a is not { } x || b is not { } y)
            return Unknown;
        return name switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => y == 0 ? null : x / y,
            "%" => y == 0 ? null : x % y,
            _ => Math.Pow(x, y),
        };
    }

    private static object? EvaluateCall(SurveyExpression.Call call, Func<string, object?> resolve)
    {
        var arguments = call.Arguments.Select(argument => Evaluate(argument, resolve)).ToList();
        if (call.Function == "iif" && arguments.Count == 3)
        {
            return Truth(arguments[0]) switch { true => arguments[1], false => arguments[2], null => Unknown };
        }
        if (arguments.Contains(Unknown))
            return Unknown;
        if (call.Function == "trim" && arguments is [string text])
            return text.Trim();
        if (call.Function is not ("sum" or "avg" or "min" or "max" or "round" or "trunc"))
            return Unknown;
        var numbers = new List<double>();
        foreach (var value in arguments.SelectMany(ExpressionValues.AsList).Where(value => !ExpressionValues.IsEmpty(value)))
        {
            if (ExpressionValues.AsNumber(value) is not { } number)
                return Unknown;
            numbers.Add(number);
        }
        return (call.Function, numbers) switch
        {
            ("sum", _) => numbers.Sum(),
            ("avg", []) => 0d,
            ("avg", _) => numbers.Average(),
            ("min", not []) => numbers.Min(),
            ("max", not []) => numbers.Max(),
            ("round", [var number]) => Math.Round(number, MidpointRounding.AwayFromZero),
            ("trunc", [var number]) => Math.Truncate(number),
            _ => Unknown,
        };
    }

    private static bool? Truth(object? value) => value switch
    {
        UnknownValue => null,
        null => false,
        bool flag => flag,
        double number => number != 0 && !double.IsNaN(number),
        string text => text.Length > 0,
        _ => true,
    };

    private sealed class UnknownValue
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"unknown");
    }
}
