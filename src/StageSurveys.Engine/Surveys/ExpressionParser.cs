using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// Recursive descent over the expression language of SurveyJS, loosest first: or · and · comparisons · + − · * / % · ^ ·
/// postfix empty/notempty · ! and negate. Words are operators by their position only, so they need no space around them:
/// <c>{a}notempty</c>.
/// </summary>
public sealed class ExpressionParser
{
    private const int MaxDepth = 100;

    // Longest spelling first: the first that fits is taken.
    private static readonly (string Sign, string Operator)[] Comparisons =
    [
        ("<=", "<="), ("lessorequal", "<="), (">=", ">="), ("greaterorequal", ">="), ("==", "="), ("<>", "<>"), ("=", "="), ("!=", "<>"),
        ("equal", "="), ("notequal", "<>"), ("<", "<"), ("less", "<"), (">", ">"), ("greater", ">"), ("*=", "contains"),
        ("contains", "contains"), ("contain", "contains"), ("notcontains", "notcontains"), ("notcontain", "notcontains"),
        ("anyof", "anyof"), ("allof", "allof"), ("noneof", "noneof"),
    ];

    private static readonly (string Sign, string Operator)[] Sums = [("+", "+"), ("-", "-")];
    private static readonly (string Sign, string Operator)[] Products = [("*", "*"), ("/", "/"), ("%", "%")];
    private static readonly (string Sign, string Operator)[] Powers = [("^", "^"), ("power", "^")];
    private static readonly (string Sign, string Operator)[] Ors = [("||", "or"), ("or", "or")];
    private static readonly (string Sign, string Operator)[] Ands = [("&&", "and"), ("and", "and")];

    private readonly string _text;
    private int _at;
    private int _furthest;
    private int _depth;

    private ExpressionParser(string text) => _text = text;

    /// <summary>False when the text is no expression; <paramref name="errorColumn"/> counts from 1.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SurveyExpression? expression, out int errorColumn)
    {
        var parser = new ExpressionParser(text);
        expression = parser.Or();
        parser.Space();
        if (expression is not null && parser._at == text.Length)
        {
            errorColumn = 0;
            return true;
        }
        expression = null;
        errorColumn = Math.Max(parser._at, parser._furthest) + 1;
        return false;
    }

    private SurveyExpression? Or() => Chain(And, Ors);

    private SurveyExpression? And() => Chain(Comparison, Ands);

    private SurveyExpression? Comparison() => Chain(Sum, Comparisons);

    private SurveyExpression? Sum() => Chain(Product, Sums);

    private SurveyExpression? Product() => Chain(Power, Products);

    private SurveyExpression? Power() => Chain(Postfix, Powers);

    private SurveyExpression? Chain(Func<SurveyExpression?> operand, (string Sign, string Operator)[] operators)
    {
        if (operand() is not { } left)
            return null;
        while (true)
        {
            var before = _at;
            Space();
            if (Operator(operators) is not { } found)
            {
                _at = before;
                return left;
            }
            Space();
            if (operand() is not { } right)
            {
                _at = before;
                return left;
            }
            left = new SurveyExpression.Binary(found, left, right);
        }
    }

    private string? Operator((string Sign, string Operator)[] operators)
    {
        foreach (var (sign, name) in operators)
        {
            // "a * = b" is no product, and "*=" is a comparison.
            if (sign == "*" && Starts("*="))
                continue;
            if (Take(sign))
                return name;
        }
        return null;
    }

    private SurveyExpression? Postfix()
    {
        if (Prefix() is not { } operand)
            return null;
        while (true)
        {
            var before = _at;
            Space();
            if (Take("notempty"))
                operand = new SurveyExpression.Unary("notempty", operand);
            else if (Take("empty"))
                operand = new SurveyExpression.Unary("empty", operand);
            else
            {
                _at = before;
                return operand;
            }
        }
    }

    private SurveyExpression? Prefix()
    {
        if (++_depth > MaxDepth)
            return null;
        try
        {
            Space();
            if (Take("!"))
                return Prefix() is { } operand ? new SurveyExpression.Unary("not", operand) : null;
            var before = _at;
            if (Take("negate") && (Peek() is '(' or '{' or ' ') && Prefix() is { } negated)
                return new SurveyExpression.Unary("not", negated);
            _at = before;
            return Atom();
        }
        finally
        {
            _depth--;
        }
    }

    private SurveyExpression? Atom()
    {
        _furthest = Math.Max(_furthest, _at);
        switch (Peek())
        {
            case '(':
                _at++;
                Space();
                if (Or() is not { } inner)
                    return null;
                Space();
                return Take(")") ? inner : null;
            case '{':
                return Reference();
            case '[':
                return Sequence('[', ']') is { } items ? new SurveyExpression.List(items) : null;
            case '\'' or '"':
                return Quoted();
            case '-' or '.' or (>= '0' and <= '9'):
                return Number();
            default:
                return Word();
        }
    }

    private SurveyExpression? Reference()
    {
        var end = _text.AsSpan(_at + 1).IndexOfAny('{', '}');
        if (end <= 0 || _text[_at + 1 + end] != '}')
            return null;
        var name = _text.Substring(_at + 1, end).Trim();
        _at += end + 2;
        return name.Length > 0 ? new SurveyExpression.Reference(name) : null;
    }

    private List<SurveyExpression>? Sequence(char open, char close)
    {
        if (Peek() != open)
            return null;
        _at++;
        var items = new List<SurveyExpression>();
        Space();
        if (Peek() == close)
        {
            _at++;
            return items;
        }
        while (true)
        {
            Space();
            if (Or() is not { } item)
                return null;
            items.Add(item);
            Space();
            if (Peek() == ',')
                _at++;
            else if (Peek() == close)
            {
                _at++;
                return items;
            }
            else
                return null;
        }
    }

    private SurveyExpression.Constant? Quoted()
    {
        var quote = _text[_at];
        var value = new StringBuilder();
        for (var i = _at + 1; i < _text.Length; i++)
        {
            if (_text[i] == '\\' && i + 1 < _text.Length && _text[i + 1] is '\'' or '"')
                value.Append(_text[++i]);
            else if (_text[i] == quote)
            {
                _at = i + 1;
                return new SurveyExpression.Constant(value.ToString());
            }
            else
                value.Append(_text[i]);
        }
        return null;
    }

    private SurveyExpression.Constant? Number()
    {
        var end = _at;
        if (_text[end] == '-')
            end++;
        var digits = end;
        while (end < _text.Length && (char.IsAsciiDigit(_text[end]) || (_text[end] == '.' && end + 1 < _text.Length && char.IsAsciiDigit(_text[end + 1]))))
            end++;
        if (end == digits)
            return null;
        // "1col" is neither a number nor a word.
        if (end < _text.Length && (char.IsAsciiLetter(_text[end]) || _text[end] == '_'))
            return null;
        if (!double.TryParse(_text.AsSpan(_at, end - _at), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;
        _at = end;
        return new SurveyExpression.Constant(number);
    }

    private SurveyExpression? Word()
    {
        var end = _at;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_'))
            end++;
        if (end == _at)
            return null;
        var word = _text[_at..end];
        _at = end;
        if (Peek() == '(')
            return Sequence('(', ')') is { } arguments ? new SurveyExpression.Call(word, arguments) : null;
        return word.ToUpperInvariant() switch
        {
            "TRUE" => new SurveyExpression.Constant(true),
            "FALSE" => new SurveyExpression.Constant(false),
            "NULL" or "UNDEFINED" => new SurveyExpression.Constant(null),
            _ => new SurveyExpression.Constant(word),
        };
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private bool Starts(string sign) => string.Compare(_text, _at, sign, 0, sign.Length, StringComparison.OrdinalIgnoreCase) == 0;

    private bool Take(string sign)
    {
        if (!Starts(sign))
            return false;
        _at += sign.Length;
        return true;
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
            _at++;
    }
}
