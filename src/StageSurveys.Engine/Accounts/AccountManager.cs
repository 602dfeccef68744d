using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Accounts;

/// <summary>Somebody who looks after accounts. The sign-in itself is none of the engine's business; its id, address and name are.</summary>
public sealed class AccountManager
{
    /// <summary>Id of the sign-in.</summary>
    public Guid Id { get; set; }

    /// <summary>Lower case; how files name a manager.</summary>
    public required string Email { get; set; }
    public required string Name { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AccountManager>
    {
        public void Configure(EntityTypeBuilder<AccountManager> entity) => entity.HasIndex(x => x.Email).IsUnique();
    }
}
