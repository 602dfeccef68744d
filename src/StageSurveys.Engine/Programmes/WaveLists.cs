using Npgsql;

namespace StageSurveys.Engine.Programmes;

/// <summary>Keeps contact lists in step with the accounts, until somebody works with them.</summary>
internal static class WaveLists
{
    /// <summary>Brings the lists of these waves up to date: who came joins, who left or changed the role goes, roles and influence are today's. What was done by hand stays.</summary>
    public static void Refresh(NpgsqlBatch batch, Guid[] waves)
    {
        batch.BatchCommands.Add(new("""
            DELETE FROM wave_contacts l USING waves w LEFT JOIN programmes p ON p.id = w.programme_id
            WHERE w.id = ANY($1) AND l.wave_id = w.id AND l.included AND NOT l.added_by_hand AND NOT EXISTS (
                SELECT FROM account_contacts c WHERE c.account_id = w.account_id AND c.customer_id = l.customer_id AND c.left_at IS NULL
                AND (COALESCE(cardinality(p.roles), 0) = 0 OR c.role = ANY(p.roles)))
            """)
        { Parameters = { new() { Value = waves } } });
        batch.BatchCommands.Add(new("""
            INSERT INTO wave_contacts (wave_id, customer_id, included, left_out_reason, left_out_note, added_by_hand, role, influence)
            SELECT w.id, c.customer_id, true, '', '', false, c.role, c.influence
            FROM waves w LEFT JOIN programmes p ON p.id = w.programme_id JOIN account_contacts c ON c.account_id = w.account_id AND c.left_at IS NULL
            WHERE w.id = ANY($1) AND (COALESCE(cardinality(p.roles), 0) = 0 OR c.role = ANY(p.roles))
            ON CONFLICT (wave_id, customer_id) DO NOTHING
            """)
        { Parameters = { new() { Value = waves } } });
        batch.BatchCommands.Add(new("""
            UPDATE wave_contacts l SET role = c.role, influence = c.influence FROM waves w, account_contacts c
            WHERE l.wave_id = ANY($1) AND w.id = l.wave_id AND c.account_id = w.account_id AND c.customer_id = l.customer_id AND (l.role, l.influence) IS DISTINCT FROM (c.role, c.influence)
            """)
        { Parameters = { new() { Value = waves } } });
    }
}
