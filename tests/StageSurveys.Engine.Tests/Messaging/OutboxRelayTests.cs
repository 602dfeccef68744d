using MassTransit;
using Microsoft.Extensions.Options;
using StageSurveys.Contracts;
using StageSurveys.Engine.Messaging;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Messaging;

public sealed class OutboxRelayTests
{
    [Fact]
    public async Task A_message_of_a_newer_version_stays_and_holds_up_nobody()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var insert = database.Source.CreateCommand("""
            INSERT INTO outbox_messages (id, type, body, created_at) VALUES
            ('00000000-0000-7000-8000-00000000000a', 'OfTomorrow', '{}', now()),
            ('00000000-0000-7000-8000-00000000000b', 'ResponseSubmitted', '{"ResponseIds":[]}', now())
            """)) await insert.ExecuteNonQueryAsync();
        await using var engine = await EngineHost.StartAsync(database);

        await Eventually.True(async () => await TypesAsync(database) is ["OfTomorrow"], "the readable message to be published");
    }

    [Fact]
    public async Task However_many_messages_of_a_newer_version_lie_in_front_the_readable_ones_go_out()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var insert = database.Source.CreateCommand("""
            INSERT INTO outbox_messages (id, type, body, created_at) SELECT ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'OfTomorrow', '{}', now() FROM generate_series(1, 1500) i;
            INSERT INTO outbox_messages (id, type, body, created_at) VALUES ('00000000-0000-7000-8000-100000000000', 'ResponseSubmitted', '{"ResponseIds":[]}', now())
            """)) await insert.ExecuteNonQueryAsync();
        await using var engine = await EngineHost.StartAsync(database);

        await Eventually.True(async () => (await TypesAsync(database)).All(type => type == "OfTomorrow"), "the readable message to be published");
    }

    [Fact]
    public void Answers_travel_together_and_every_other_message_by_itself()
    {
        Guid[] ids = [.. Enumerable.Range(0, 2500).Select(_ => Guid.CreateVersion7())];
        var import = Guid.CreateVersion7();
        List<OutboxMessage> rows = [.. ids.Select(id => new OutboxMessage { Type = nameof(ResponseSubmitted), Body = $$"""{"ResponseIds":["{{id}}"]}""" })];
        rows.Insert(7, new OutboxMessage { Type = nameof(RunImport), Body = $$"""{"RunId":"{{import}}"}""" });

        var messages = Outbox.Read(rows).ToList();

        Assert.Equal(import, Assert.Single(messages.Select(x => x.Message).OfType<RunImport>()).RunId);
        var answers = messages.Select(x => x.Message).OfType<ResponseSubmitted>().ToList();
        Assert.Equal([1000, 1000, 500], answers.Select(x => x.ResponseIds.Length));
        Assert.Equal(ids.Order(), answers.SelectMany(x => x.ResponseIds).Order());
        Assert.Equal(messages.Count, messages.Select(x => x.Id).Distinct().Count());
    }

    [Fact]
    public async Task Nothing_is_reported_to_the_makers_of_the_bus()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);
        Assert.False(engine.Get<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }

    private static async Task<List<string>> TypesAsync(TestDatabase database)
    {
        await using var command = database.Source.CreateCommand("SELECT type FROM outbox_messages ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync();
        List<string> types = [];
        while (await reader.ReadAsync()) types.Add(reader.GetString(0));
        return types;
    }
}
