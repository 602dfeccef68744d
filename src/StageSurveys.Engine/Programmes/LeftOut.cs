namespace StageSurveys.Engine.Programmes;

/// <summary>Why an account manager leaves a contact out of a wave. Fixed words, so that the ledger can count them in every language; what is particular stands in the note beside.</summary>
public static class LeftOut
{
    public const string Away = "away";
    public const string Left = "left";
    public const string Asked = "asked";
    public const string Issue = "issue";
    public const string Role = "role";
    public const string Replaced = "replaced";
    public const string Wish = "wish";
    public const string Other = "other";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Away, Left, Asked, Issue, Role, Wish, Replaced, Other];

    /// <summary>Those that a person chooses from; replacing says its own.</summary>
    public static IReadOnlyList<string> ToChoose { get; } = [Away, Left, Asked, Issue, Role, Wish, Other];
}
