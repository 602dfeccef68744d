using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Customers;

/// <summary>
/// Changes one customer by hand. Unlike a message from a shop, a form says everything: an empty field empties what is known. Attributes that
/// the form does not show stay.
/// </summary>
public sealed class SaveCustomer(NpgsqlDataSource source, TimeProvider time, UpsertCustomers upsert, FillContacts fill, AssignPersonas assign)
{
    /// <summary>
    /// <paramref name="customerId"/> null makes a new customer, whose external id must be free. Faults name the fields as the message does;
    /// the value is the customer's key.
    /// </summary>
    public async Task<Outcome<Guid>> RunAsync(Guid? customerId, CustomerMessage message, CancellationToken cancel)
    {
        var read = CustomerInput.Read(message);
        if (!read.Ok) return new Outcome<Guid>(default, read.Faults);
        var input = read.Value!;
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var taken = new NpgsqlCommand(
            $"{RulesLock.Shared}; SELECT id FROM customers WHERE external_id = @id AND (@self IS NULL OR id <> @self)", connection);
        taken.Parameters.Add(new NpgsqlParameter("id", input.ExternalId));
        taken.Parameters.Add(new NpgsqlParameter("self", NpgsqlDbType.Uuid) { Value = (object?)customerId ?? DBNull.Value });
        await using (var reader = await taken.ExecuteReaderAsync(cancel))
        {
            await reader.NextResultAsync(cancel);
            if (await reader.ReadAsync(cancel)) return new Fault("id", "Another customer has this id.");
        }

        var stored = customerId is null ? (await upsert.RunAsync([message], connection, cancel))[0].CustomerId!.Value : customerId.Value;
        if (customerId is not null)
        {
            if (!await UpdateAsync(connection, stored, input, cancel)) return new Fault("id", "This customer does not exist any more.");
            // New attribute names become known the same way as from a message; what was just written does not change again.
            await upsert.RunAsync([message], connection, cancel);
            if (input.Account is not null) await fill(connection, [stored], cancel);
            await assign(connection, [stored], cancel);
        }

        await transaction.CommitAsync(cancel);
        return stored;
    }

    private async Task<bool> UpdateAsync(NpgsqlConnection connection, Guid id, CustomerInput input, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand("SELECT attributes::text FROM customers WHERE id = $1 FOR UPDATE", connection) { Parameters = { new() { Value = id } } };
        if (await find.ExecuteScalarAsync(cancel) is not string known) return false;
        var attributes = JsonNode.Parse(known)!.AsObject();
        AttributeInput.Merge(attributes, input.Attributes);
        await using var update = new NpgsqlCommand("""
            UPDATE customers SET external_id = $2, email = $3, name = $4, locale = $5, time_zone = $6, account_ref = $7, role = $8,
                   attributes = jsonb_strip_nulls($9), updated_at = $10
            WHERE id = $1
            """, connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = input.ExternalId }, new() { Value = input.Email ?? "" }, new() { Value = input.Name ?? "" },
                new() { Value = input.Locale ?? "en" }, new() { Value = input.TimeZone ?? "" },
                new() { Value = (object?)input.Account ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)input.Role ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = attributes.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = time.GetUtcNow() },
            },
        };
        return await update.ExecuteNonQueryAsync(cancel) > 0;
    }
}
