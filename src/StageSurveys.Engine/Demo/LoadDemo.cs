using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Engine.Scores;

namespace StageSurveys.Engine.Demo;

/// <summary>
/// Fills an empty workspace with the demo shop, once. All rows come in one transaction, so a crash leaves an empty workspace; the answers are
/// scored afterwards like any others, and a start that finds some unscored goes on with them. The maps of the months that are over are left to
/// <see cref="PublishScheduledMaps"/>.
/// </summary>
public sealed class LoadDemo(
    IDbContextFactory<StageSurveysDb> databases, NpgsqlDataSource source, ScoreResponses score, RunTallies tallies, RefreshAccountScores accounts, DemoProgress progress, TimeProvider time)
{
    private const string Empty = "NOT (EXISTS (SELECT FROM journeys) OR EXISTS (SELECT FROM customers) OR EXISTS (SELECT FROM surveys))";

    private const string Unscored = """
        SELECT r.id FROM responses r JOIN invitations i ON i.id = r.invitation_id JOIN touchpoint_events e ON e.id = i.event_id
        WHERE r.scored_at IS NULL AND e.source = 'demo'
        """;

    /// <summary>Whether there is anything to do, by one plain query; every start but the first ends with it, and need not make this class with its model.</summary>
    public static async Task<bool> IsDueAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"SELECT {Empty} OR EXISTS ({Unscored})");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>
    /// Begins with what needs no database, for a start that waits some seconds until there is one: the invention, and the model that stores it.
    /// </summary>
    public static Task<DemoWorkspace> BeginAsync(TimeProvider time) => Task.Run(() =>
    {
        var workspace = DemoWorkspace.Invent(DemoWorkspace.Seed, time.GetUtcNow());
        DataSetup.WarmUp();
        return workspace;
    });

    /// <param name="say">Takes one line of progress.</param>
    /// <param name="begun">What <see cref="BeginAsync"/> gave, if it was called.</param>
    /// <returns>True when the demo was loaded now; false when there was a journey already.</returns>
    public async Task<bool> RunAsync(Action<string> say, CancellationToken cancel, Task<DemoWorkspace>? begun = null)
    {
        var started = time.GetTimestamp();
        var workspace = await IsEmptyAsync(cancel) ? await StoreAsync(say, begun, cancel) : null;
        // Neither needs the other, and a machine has two cores at least.
        await Task.WhenAll(ScoreAsync(say, cancel), workspace is null ? Task.CompletedTask : CountAsync(cancel));
        if (workspace is null) return false;
        progress.Reach(DemoLoadingStep.Counting);
        await AnalyzeAsync("response_scores, measurements, reported_problems, verbatims, cell_days, cell_spans, answer_counts, question_counts", cancel);
        await accounts.RunAsync(cancel);
        say(Line($"Demo workspace: {DemoWorkspace.BrandName} is ready after {time.GetElapsedTime(started).TotalSeconds:N1} s."));
        return true;
    }

    private async Task ScoreAsync(Action<string> say, CancellationToken cancel)
    {
        var waiting = await UnscoredAsync(cancel);
        if (waiting.Count == 0) return;
        progress.Reach(DemoLoadingStep.Scoring);
        say(Line($"Demo workspace: scoring {waiting.Count:N0} answers…"));
        await score.RunAsync(waiting, cancel);
    }

    // Rates and visitors, before they are frozen into a version of a map.
    private async Task CountAsync(CancellationToken cancel)
    {
        await AnalyzeAsync("customers, touchpoint_events, invitations, responses", cancel);
        await tallies.RunAsync(cancel);
    }

    // The first screens come right after this; without figures PostgreSQL would plan them as for an empty database. A fifth of the usual sample will do until it looks itself.
    private async Task AnalyzeAsync(string tables, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SET LOCAL default_statistics_target = 20"), new($"ANALYZE {tables}") } };
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private async Task<bool> IsEmptyAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"SELECT {Empty}");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private async Task<DemoWorkspace?> StoreAsync(Action<string> say, Task<DemoWorkspace>? begun, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Two processes may start side by side; the second waits here and then finds the journeys of the first.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('demo'))", cancel);
        if (await db.Journeys.AnyAsync(cancel) || await db.Customers.AnyAsync(cancel) || await db.Surveys.AnyAsync(cancel)) return null;

        say("Demo workspace: inventing 18 months of a shop…");
        var workspace = begun is null ? DemoWorkspace.Invent(DemoWorkspace.Seed, time.GetUtcNow()) : await begun;
        progress.Reach(DemoLoadingStep.Storing);
        say(Line($"Demo workspace: storing {workspace.Customers.Count:N0} customers, {workspace.Business.Accounts.Count} accounts, {workspace.Events.Count:N0} events and {workspace.Responses.Count:N0} answers…"));
        await DemoStore.RunAsync(db, workspace, cancel);
        db.MapSchedules.AddRange(Schedules(workspace));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return workspace;
    }

    // Three months that are over, for the two personas whose story the maps tell.
    private static IEnumerable<MapSchedule> Schedules(DemoWorkspace workspace) =>
        from persona in workspace.Personas
        where persona.Key is "pressed" or "loyal"
        select new MapSchedule
        {
            JourneyId = workspace.Journeys[0].Id,
            PersonaId = persona.Id,
            Since = new DateOnly(workspace.Now.Year, workspace.Now.Month, 1).AddMonths(-3),
            CreatedAt = workspace.Now,
            CreatedBy = workspace.Rules.PublishedBy,
        };

    private async Task<List<Guid>> UnscoredAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"{Unscored} ORDER BY r.received_at, r.id");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Guid> ids = [];
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
