using System.ComponentModel.DataAnnotations;

namespace StageSurveys.Engine.Invitations;

/// <summary>Section "Invitations": how long the product waits before it helps a line along that got stuck.</summary>
public sealed class InvitationOptions
{
    /// <summary>An event that is not planned after so many seconds is planned without its message.</summary>
    [Range(1, 86_400)]
    public int ReplanAfterSeconds { get; set; } = 30;

    /// <summary>A queued line is announced again after so many minutes, then after twice as many, and so on.</summary>
    [Range(0.01, 1440)]
    public double RequeueAfterMinutes { get; set; } = 10;

    /// <summary>A line that is being sent for so many minutes becomes Unknown: longer than any SMTP session lasts.</summary>
    [Range(0.1, 1440)]
    public double SendingLimitMinutes { get; set; } = 25;

    /// <summary>
    /// A mail that could not be handed over is tried again after so many seconds, then after 5, 15, 60 and 240 times as many; where no session with the server could be
    /// opened, after 2, 3 … 15 times as many.
    /// </summary>
    [Range(1, 3600)]
    public int RetryAfterSeconds { get; set; } = 60;

    /// <summary>How often a mail is tried that its server refused for the time being.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 6;

    /// <summary>How often a mail is tried when no session with the server could be opened at all.</summary>
    [Range(1, 10_000)]
    public int MaxConnectAttempts { get; set; } = 300;

    /// <summary>An address goes on the suppression list after so many mails in a row that were not delivered although it may exist.</summary>
    [Range(1, 100)]
    public int SoftBounceLimit { get; set; } = 3;

    /// <summary>Mails of one message that are on their way at the same time.</summary>
    [Range(1, 100)]
    public int Parallel { get; set; } = 8;
}
