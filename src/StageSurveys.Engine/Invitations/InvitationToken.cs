using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// The secret in a customer's links: 192 random bits as 32 base64url characters. Only its SHA-256 is stored, so that nobody who reads the
/// database can open a survey; being random it needs no salt.
/// </summary>
public sealed record InvitationToken
{
    private const int Bytes = 24;

    /// <summary>Characters of a token.</summary>
    public const int Length = 32;

    private InvitationToken(string text) => Text = text;

    /// <summary>What stands in the link.</summary>
    public string Text { get; }

    /// <summary>What stands in the database.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    /// <summary>A token that nobody can guess.</summary>
    public static InvitationToken New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>Reads a token out of a link; null when it has not the form of one, which spares the database a look.</summary>
    public static InvitationToken? Parse(string? text)
    {
        // Mail gateways that rewrite links encode a second time what needed no encoding at all.
        for (var layer = 0; layer < 3 && text is { Length: > Length and <= 12 * Length } && text.Contains('%', StringComparison.Ordinal); layer++) text = Uri.UnescapeDataString(text);
        return text is { Length: Length } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? new InvitationToken(text) : null;
    }

    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => "InvitationToken";
}

/// <summary>Finds invitations by their links.</summary>
public static class InvitationsByToken
{
    /// <summary>The invitation that this link or an earlier one of it leads to, as a query; SQL elsewhere reads from the same function of the database.</summary>
    public static IQueryable<Invitation> InvitationsBy(this StageSurveysDb db, InvitationToken token) =>
        db.Invitations.FromSql($"SELECT * FROM invitations_by_token({token.Hash})");
}
