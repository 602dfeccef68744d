using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Journeys;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Data;

public sealed class TestDatabaseTests
{
    [Fact]
    public async Task Each_test_has_a_migrated_database_of_its_own()
    {
        await using var one = await TestDatabase.CreateAsync();
        await using var two = await TestDatabase.CreateAsync();
        Assert.NotEqual(one.ConnectionString, two.ConnectionString);
        await using var db = two.OpenDb();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.Equal(0, await db.Set<Journey>().CountAsync());
    }
}
