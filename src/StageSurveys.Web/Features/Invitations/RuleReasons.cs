using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>What the contact rules say of whom they stopped, by their key; removed ones too, because the ledger goes on naming them.</summary>
public sealed class RuleReasons(IReadOnlyDictionary<string, LocalText> reasons)
{
    /// <summary>No rule at all.</summary>
    public static RuleReasons None { get; } = new(new Dictionary<string, LocalText>());

    public static async Task<RuleReasons> ReadAsync(StageSurveysDb db, CancellationToken cancel) =>
        new((await db.ContactRules.AsNoTracking().Select(x => new { x.Key, x.Reason }).ToListAsync(cancel)).ToDictionary(x => x.Key, x => x.Reason));

    /// <summary>The words of the rule that a reason names; null when it names none.</summary>
    public string? Of(string reason) => Reasons.RuleOf(reason) is not { } key ? null : reasons.TryGetValue(key, out var text) ? text.Here() : key;
}
