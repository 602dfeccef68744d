using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Web.Features.Imports;

namespace StageSurveys.Web.Tests.Imports;

public sealed class ColumnGuessTests
{
    [Theory]
    [InlineData("customer_id;E-mail;language;city", ImportKind.Customers, "customer_id", "E-mail", "")]
    [InlineData("Id client;Adresse e-mail;Nom complet;langue", ImportKind.Customers, "Id client", "Adresse e-mail", "Nom complet")]
    [InlineData("who;points", ImportKind.Customers, "", "", "")]
    [InlineData("id;mail;Mail", ImportKind.Customers, "id", "", "")]
    [InlineData("customer id;order id;date;value", ImportKind.Customers, "customer id", "", "")]
    [InlineData("company;email;name;role", ImportKind.Contacts, "", "email", "name")]
    public void Columns_are_known_by_the_names_they_usually_bear(string columns, ImportKind kind, string id, string email, string name)
    {
        var form = new MappingForm();
        var guessed = ColumnGuess.Fill(form, columns.Split(';'));
        Assert.Equal((kind, id, email, name), (form.Kind, form.CustomerId, form.Email, form.CustomerName));
        Assert.Equal((id + email + name).Length > 0, guessed);
    }

    [Fact]
    public void A_file_of_companies_is_one()
    {
        var form = new MappingForm();
        Assert.True(ColumnGuess.Fill(form, ["Clé", "Nom", "Segment", "Valeur par an", "Chargé de compte", "Renouvellement"]));
        Assert.Equal(ImportKind.Accounts, form.Kind);
        Assert.Equal(("Clé", "Nom", "Segment", "Valeur par an", "Chargé de compte", "Renouvellement"), (form.AccountKey, form.AccountName, form.Segment, form.AccountValue, form.Manager, form.RenewsOn));
    }
}
