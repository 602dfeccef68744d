using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Mail.Incoming;

/// <summary>Finds what looks like one of our return addresses in a message; whether it is one, its signature says.</summary>
internal static partial class ReturnAddresses
{
    private const int Most = 20;

    // Where delivery agents write the envelope's recipient, most reliable first.
    private static readonly string[] Envelope = ["X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To"];

    /// <summary>Those it was sent to first, then those in what it carries back.</summary>
    public static IReadOnlyList<string> In(MimePart root) =>
        [.. Envelope.SelectMany(name => root.Headers.Where(x => x.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(x => x.Value))
            .Concat(root.All().Where(part => part != root).SelectMany(part => part.Headers.Where(x => x.Key.Equals("Return-Path", StringComparison.OrdinalIgnoreCase)).Select(x => x.Value)))
            .Concat(root.All().Where(part => part.Parts.Count == 0 && part.Type is "text/plain" or "message/feedback-report").Select(part => part.Text()))
            .SelectMany(text => Tagged().Matches(text).Select(x => x.Value)).Distinct(StringComparer.OrdinalIgnoreCase).Take(Most)];

    [GeneratedRegex(@"[A-Za-z0-9._%=-]{1,20}\+[A-Za-z2-7]{45}@[A-Za-z0-9.-]{1,200}")]
    private static partial Regex Tagged();
}
