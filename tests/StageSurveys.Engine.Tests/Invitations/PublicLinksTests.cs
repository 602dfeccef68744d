using Microsoft.Extensions.Configuration;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Engine.Tests.Invitations;

public sealed class PublicLinksTests
{
    [Theory]
    [InlineData("", "http://localhost:5085", "http://localhost:5085/portfolio")]
    [InlineData("", "http://[::]:8080", "http://localhost:8080/portfolio")]
    [InlineData("", "http://0.0.0.0:8080", "http://localhost:8080/portfolio")]
    [InlineData("", "http://*:8080", "http://localhost:8080/portfolio")]
    [InlineData("", "http://127.0.0.1:8080", "http://127.0.0.1:8080/portfolio")]
    [InlineData("https://avis.example.org/", "http://[::]:8080", "https://avis.example.org/portfolio")]
    public void Links_begin_with_the_public_address_or_where_none_is_set_with_the_one_that_is_listened_on(string set, string listening, string link)
    {
        var links = new PublicLinks(new ConfigurationBuilder().AddInMemoryCollection([new("Site:PublicUrl", set)]).Build());
        links.Listening(listening);
        Assert.Equal(link, links.Page("portfolio").ToString());
    }
}
