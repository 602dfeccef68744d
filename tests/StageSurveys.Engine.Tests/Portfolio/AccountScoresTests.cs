using StageSurveys.Engine.Accounts;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Tests.Portfolio;

public sealed class AccountScoresTests
{
    [Fact]
    public async Task The_figures_of_an_account_follow_answers_contacts_and_days()
    {
        await using var books = await Books.OpenAsync();
        var account = await books.AccountAsync("acme");
        await books.RefreshAsync();
        var silent = Assert.Single((await books.PortfolioAsync()).Lines);
        Assert.Equal((0, 0, null, true, 500d), (silent.Contacts, silent.Heard, silent.ByContact, silent.Unheard, silent.AtRisk));

        var (boss, user) = (await books.ContactAsync(account, "boss", "decision-maker", 3), await books.ContactAsync(account, "user"));
        await books.AnswerAsync(boss, "yes", 5, 10, daysAgo: 0);
        await books.AnswerAsync(user, "no", 1, 0, daysAgo: 0);
        Assert.True(await books.RefreshAsync() > 0);
        Assert.Equal(0, await books.RefreshAsync());
        var heard = Assert.Single((await books.PortfolioAsync()).Lines);
        // Goal 100 and 0, emotion 100 and −100, no problem asked: 100 and 0 on the scale of the index.
        Assert.Equal((2, 2, 50d, 2d, 75d, 1.6, false), (heard.Contacts, heard.Heard, heard.ByContact!.Score, heard.ByContact.NEff, heard.ByInfluence!.Score, Math.Round(heard.ByInfluence.NEff, 9), heard.Unheard));

        await books.Get<ChangeContact>().RunAsync(account, user, null, "user", 1, left: true, default);
        await books.RefreshAsync();
        var alone = Assert.Single((await books.PortfolioAsync()).Lines);
        Assert.Equal((1, 1, 100d, 1d), (alone.Contacts, alone.Heard, alone.ByContact!.Score, alone.ByContact.NEff));

        books.NextDay();
        Assert.Equal(1, await books.RefreshAsync());
        Assert.Equal(0, await books.RefreshAsync());
    }

    [Fact]
    public async Task An_answer_of_a_person_in_two_accounts_is_heard_in_both()
    {
        await using var books = await Books.OpenAsync();
        var (one, two) = (await books.AccountAsync("one"), await books.AccountAsync("two"));
        var person = await books.ContactAsync(one, "camille");
        await books.ContactAsync(two, "camille");
        await books.RefreshAsync();
        await books.AnswerAsync(person, "yes", 5, 9, daysAgo: 3);
        Assert.Equal(2, await books.RefreshAsync());
        Assert.All((await books.PortfolioAsync()).Lines, x => Assert.Equal((1, 100d), (x.Heard, x.ByContact!.Score)));
    }

    [Fact]
    public async Task The_kept_index_is_that_of_the_accounts_page()
    {
        await using var books = await Books.OpenAsync();
        var account = await books.AccountAsync("acme", 8000, renewsIn: 100);
        foreach (var (name, role, influence, face, ago) in new[] { ("a", "decision-maker", 3m, 5, 2.0), ("b", "user", 1m, 2, 40.0), ("c", "user", 0.5m, 4, 200.0), ("d", "finance", 1m, 3, 300.0) })
            await books.AnswerAsync(await books.ContactAsync(account, name, role, influence), face > 2 ? "yes" : "no", face, 2 * face, ago);
        await books.RefreshAsync();
        var line = Assert.Single((await books.PortfolioAsync()).Lines);
        var figures = await books.FiguresAsync(account);
        Near(figures.Indices.ByContact!.Score, line.ByContact!.Score);
        Near(figures.Indices.ByContact.Low, line.ByContact.Low);
        Near(figures.Indices.ByInfluence!.Low, line.ByInfluence!.Low);
        Near(figures.Indices.ByInfluence.NEff, line.ByInfluence.NEff);
        Near(figures.Indices.Change!.Difference, line.Change!.Value);
        Near(figures.AtRisk!.Value, line.AtRisk!.Value);
        Near(figures.Now.Index!.Score, line.ByContact.Score);
    }

    [Fact]
    public async Task The_page_tells_by_role_and_quarter_who_was_heard_and_who_is_silent()
    {
        await using var books = await Books.OpenAsync();
        var account = await books.AccountAsync("acme");
        var (boss, user, quiet) = (await books.ContactAsync(account, "boss", "decision-maker", 2), await books.ContactAsync(account, "user"), await books.ContactAsync(account, "quiet", "user"));
        await books.AnswerAsync(boss, "yes", 5, 10, daysAgo: 1);
        await books.AnswerAsync(boss, "no", 1, 2, daysAgo: 100);
        await books.AnswerAsync(user, "partly", 3, 8, daysAgo: 101);
        var figures = await books.FiguresAsync(account);
        Assert.Equal(["decision-maker 1/1", "user 1/2"], figures.Roles.Select(x => $"{x.Role} {x.Heard}/{x.Contacts}"));
        // The latest rating of a person counts: 10 now; 2 and 8 in the quarter before.
        Assert.Equal((100d, -50d), (figures.Roles[0].Figures.Nps!.Percent, figures.Quarters[0].Figures.Nps!.Percent));
        Assert.Equal(-50, figures.Quarters[0].Figures.Cells[Dimension.Emotion].Mean!.Value);
        Assert.Equal([2, 1], figures.Quarters.Select(x => x.Figures.Contacts));
        Assert.Null(figures.Quarters[0].Change);
        Near(100 - 25, figures.Quarters[1].Change!.Difference);
        Near(200.0 / 3, figures.ContactCoverage!.Percent);
        Assert.Equal(0.75, figures.InfluenceHeard);
        Assert.Equal([quiet], figures.People.Where(x => x is { LastAnsweredAt: null, LastAskedAt: null }).Select(x => x.CustomerId));
        Assert.Equal(["said yes boss", "said no boss", "said partly user"], figures.Verbatims.Select(x => $"{x.Text} {x.Person}"));
        // One contact is shown to whoever looks after the account; the badge says what it is worth.
        Assert.Equal(Reliability.Insufficient, figures.Roles[0].Figures.Cells[Dimension.Goal].Badge);
        Assert.NotNull(figures.Roles[0].Figures.Cells[Dimension.Goal].Mean);
    }

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-9);
}
