using System.Globalization;
using System.Text;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Web.Features.Imports;

/// <summary>What columns are by the names that they usually bear, in English and in French. Only a proposal: the form shows it, and whoever imports looks at the preview.</summary>
public static class ColumnGuess
{
    private static readonly string[] Customer = ["customerid", "clientid", "idclient", "contactid", "idcontact", "personid", "externalid", "id"];
    private static readonly string[] Email = ["email", "mail", "emailaddress", "adresseemail", "courriel"];
    private static readonly string[] Name = ["name", "nom", "fullname", "nomcomplet", "customername", "contactname", "nomduclient"];
    private static readonly string[] Locale = ["language", "locale", "lang", "langue"];
    private static readonly string[] Account = ["account", "accountkey", "accountid", "company", "compte", "clecompte", "cleducompte", "idcompte", "societe"];
    private static readonly string[] Manager = ["manager", "accountmanager", "owner", "responsable", "chargedecompte"];
    private static readonly string[] Renewal = ["renewal", "renewson", "renewaldate", "renouvellement", "datederenouvellement", "echeance"];
    private static readonly string[] Worth = ["value", "valueperyear", "annualvalue", "arr", "valeur", "valeurparan", "chiffredaffaires"];
    private static readonly string[] Key = ["eventid", "responseid", "answerid", "orderid", "reference", "idevenement", "idreponse", "numerodecommande"];
    private static readonly string[] At = ["date", "at", "timestamp", "occurredat", "answeredat", "datetime", "horodatage"];

    /// <summary>Fills the empty form from the names of the columns.</summary>
    /// <returns>Whether any was recognised.</returns>
    public static bool Fill(MappingForm form, IReadOnlyList<string> columns)
    {
        // Two columns of one name would be a coin's toss.
        var byName = columns.Where(x => x.Length > 0).GroupBy(Plain).Where(x => x.Count() == 1).ToDictionary(x => x.Key, x => x.Single(), StringComparer.Ordinal);
        string Find(params string[] names) => names.Select(x => byName.GetValueOrDefault(x)).FirstOrDefault(x => x is not null) ?? "";

        (form.CustomerId, form.Email, form.Locale, form.AccountKey) = (Find(Customer), Find(Email), Find(Locale), Find(Account));
        (form.Segment, form.AccountValue, form.Manager, form.RenewsOn) = (Find("segment"), Find(Worth), Find(Manager), Find(Renewal));
        (form.Parent, form.Role, form.Influence, form.LeftAt) = (Find("parent", "parentaccount", "comptemere"), Find("role", "fonction"), Find("influence", "poids"), Find("leftat", "lefton", "departle"));
        (form.Key, form.At) = (Find(Key), Find(At));
        // A file with values, renewals or managers and nobody's address is one of companies; one with addresses, accounts and roles is one of their contacts.
        if ((form.Email + form.Key + form.At).Length == 0 && Plain(form.CustomerId) is "" or "id" && (form.AccountValue + form.Manager + form.RenewsOn).Length > 0) form.Kind = ImportKind.Accounts;
        else if (form.AccountKey.Length > 0 && form.Role.Length > 0) form.Kind = ImportKind.Contacts;
        if (form.Kind == ImportKind.Accounts)
        {
            if (form.AccountKey.Length == 0) form.AccountKey = Find("key", "cle", "id");
            form.AccountName = Find(["accountname", "nomducompte", .. Name]);
            form.CustomerId = "";
        }
        else form.CustomerName = Find(Name);

        return new[] { form.CustomerId, form.Email, form.CustomerName, form.AccountKey, form.AccountName, form.Key }.Any(x => x.Length > 0);
    }

    // "Adresse e-mail" and "adresse_email" alike.
    private static string Plain(string name) => string.Concat(name.Normalize(NormalizationForm.FormD)
        .Where(x => char.IsLetterOrDigit(x) && CharUnicodeInfo.GetUnicodeCategory(x) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();
}
