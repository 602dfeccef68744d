using StageSurveys.Engine.Accounts;

namespace StageSurveys.Engine.Tests.Accounts;

public sealed class ContactRolesTests
{
    [Theory]
    [InlineData("decision-maker", "decision-maker")]
    [InlineData("Decision maker", "decision-maker")]
    [InlineData("Décideur", "decision-maker")]
    [InlineData("UTILISATRICE", "user")]
    [InlineData(" Comptabilité ", "finance")]
    [InlineData("Ops", "operations")]
    [InlineData("gardener", "other")]
    [InlineData("", "other")]
    [InlineData(null, "other")]
    public void A_word_names_a_role_whatever_its_case_accents_and_hyphens(string? word, string role) => Assert.Equal(role, ContactRoles.Of(word));

    [Fact]
    public void Every_role_names_itself() => Assert.All(ContactRoles.All, role => Assert.Equal(role, ContactRoles.Named(role)));
}
