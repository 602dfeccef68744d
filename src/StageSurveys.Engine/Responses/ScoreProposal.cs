using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Responses;

/// <summary>
/// That a score was clicked in the mail of an invitation. A mail scanner clicks too, so this is no answer: it becomes one by what somebody does on the page
/// that opens (<see cref="ConfirmScore"/>), or by the answers that are sent there.
/// </summary>
public sealed class ScoreProposal
{
    public Guid InvitationId { get; set; }

    /// <summary>Place of the value that was clicked last among those of the first question, from 1.</summary>
    public int Place { get; set; }

    /// <summary>How often any of the values was clicked.</summary>
    public int Clicks { get; set; }
    public DateTimeOffset FirstAt { get; set; }
    public DateTimeOffset LastAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ScoreProposal>
    {
        public void Configure(EntityTypeBuilder<ScoreProposal> entity)
        {
            entity.HasKey(x => x.InvitationId);
            entity.Property(x => x.InvitationId).ValueGeneratedNever();
        }
    }
}
