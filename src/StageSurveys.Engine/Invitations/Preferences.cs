using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations;

/// <summary>What the preferences page shows.</summary>
public sealed record PreferencesView(string Locale, bool IsOptedOut, string BrandName, string BrandColour, string PrivacyUrl);

/// <summary>Looks up what a customer is offered behind the opt-out link; changes nothing, because mail scanners follow links.</summary>
public sealed class Preferences(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>Null when nobody has this token.</summary>
    public async Task<PreferencesView?> RunAsync(InvitationToken token, CancellationToken cancel)
    {
        var hash = token.Hash;
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await (
            from invitation in db.Invitations
            join customer in db.Customers on invitation.CustomerId equals customer.Id
            from brand in db.Brands
            where invitation.TokenHash == hash
            select new PreferencesView(invitation.Locale, customer.OptedOutAt != null, brand.Name, brand.Colour, brand.PrivacyUrl))
            .SingleOrDefaultAsync(cancel);
    }
}
