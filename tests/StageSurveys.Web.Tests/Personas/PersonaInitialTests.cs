using StageSurveys.Web.Features.Personas;

namespace StageSurveys.Web.Tests.Personas;

public sealed class PersonaInitialTests
{
    [Theory]
    [InlineData("The gift giver", "G")]
    [InlineData("L’offreur de cadeaux", "O")]
    [InlineData("L'acheteuse pressée", "A")]
    [InlineData("Le comparateur attentif", "C")]
    [InlineData("Une habituée", "H")]
    [InlineData("An early bird", "E")]
    [InlineData("Étourdis", "É")]
    [InlineData("éclair", "É")]
    [InlineData("Jo", "J")]
    [InlineData("The", "T")]
    [InlineData("  ", "?")]
    [InlineData("e\u0301lan", "E\u0301")]
    [InlineData("🎁 Gifts", "🎁")]
    public void The_letter_of_a_portrait_is_that_of_the_first_word_that_is_no_article(string name, string initial) => Assert.Equal(initial, PersonaInitial.Of(name));
}
