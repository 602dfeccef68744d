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

    private static async Task<List<string>> TypesAsync(TestDatabase database)
    {
        await using var command = database.Source.CreateCommand("SELECT type FROM outbox_messages ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync();
        List<string> types = [];
        while (await reader.ReadAsync()) types.Add(reader.GetString(0));
        return types;
    }
}
