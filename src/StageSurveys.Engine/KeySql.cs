namespace StageSurveys.Engine;

/// <summary>Keys that a statement makes itself.</summary>
internal static class KeySql
{
    /// <summary>An SQL expression that gives every row a UUID of version 7, like every key of the product: 48 bits of time before random ones.</summary>
    /// <param name="milliseconds">SQL of the milliseconds since 1970.</param>
    public static string Version7(string milliseconds) =>
        $"encode(overlay(set_bit(set_bit(uuid_send(gen_random_uuid()), 52, 1), 53, 1) PLACING substring(int8send({milliseconds}) FROM 3) FROM 1 FOR 6), 'hex')::uuid";
}
