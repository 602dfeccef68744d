namespace StageSurveys.Engine.Surveys;

/// <summary>A parsed SurveyJS expression. It is data: <see cref="ExpressionEvaluator"/> gives it a value.</summary>
public abstract record SurveyExpression
{
    public sealed record Constant(object? Value) : SurveyExpression;

    public sealed record Reference(string Name) : SurveyExpression;

    public sealed record List(IReadOnlyList<SurveyExpression> Items) : SurveyExpression;

    public sealed record Unary(string Operator, SurveyExpression Operand) : SurveyExpression;

    public sealed record Binary(string Operator, SurveyExpression Left, SurveyExpression Right) : SurveyExpression;

    public sealed record Call(string Function, IReadOnlyList<SurveyExpression> Arguments) : SurveyExpression;

    /// <summary>Names in braces, each as written, in order, with repeats.</summary>
    public IEnumerable<string> References() => this switch
    {
        Reference reference => [reference.Name],
        List list => list.Items.SelectMany(item => item.References()),
        Unary unary => unary.Operand.References(),
        Binary binary => binary.Left.References().Concat(binary.Right.References()),
        Call call => call.Arguments.SelectMany(argument => argument.References()),
        _ => [],
    };
}
