using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Responses;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Responses;

/// <summary>Body of a submission.</summary>
public sealed record SubmitBody(JsonElement Answers);

/// <summary>
/// <c>POST /s/{token}</c>: the answers come in. It stands beside the controller because it is the one address that everybody uses at once: it goes past
/// sign-in and the machinery of pages, neither of which a customer has.
/// </summary>
public static class SubmitEndpoint
{
    /// <summary>Adds the address.</summary>
    public static void MapSubmissions(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/s/{token}", SubmitAsync).WithMetadata(new RequestSizeLimitAttribute(256 * 1024)).AllowAnonymous().ShortCircuit().ExcludeFromDescription();

    private static async Task SubmitAsync(HttpContext context)
    {
        AnswerReplies.KeepPrivate(context);
        var services = context.RequestServices;
        var texts = services.GetRequiredService<IStringLocalizer<ResponsesText>>();
        if (!context.Request.HasJsonContentType())
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        SubmitBody? body;
        try
        {
            body = await context.Request.ReadFromJsonAsync<SubmitBody>(context.RequestAborted);
        }
        catch (BadHttpRequestException refused)
        {
            context.Response.StatusCode = refused.StatusCode;
            return;
        }
        catch (JsonException)
        {
            body = null;
        }

        if (body is null)
        {
            await RefuseAsync(context, AnswerReplies.Refused([AnswerReplies.Unreadable], texts));
            return;
        }

        var token = (string)context.GetRouteValue("token")!;
        var lang = context.Request.Query["lang"].FirstOrDefault();
        var result = await services.GetRequiredService<SubmitResponse>().RunAsync(token, body.Answers, context.RequestAborted);
        AnswerReplies.Speak(lang ?? result.Locale);
        if (result.Faults.Count > 0)
        {
            await RefuseAsync(context, AnswerReplies.Refused(result.Faults, texts));
            return;
        }

        if (result.Access != SurveyAccess.Answered)
        {
            context.Response.StatusCode = AnswerReplies.StatusOf(result.Access);
            return;
        }

        // A second click or a reply lost on the way: what was stored before is as good as what is stored now.
        var address = $"/s/{token}{(result.Stored ? "/thanks" : "")}{(lang is null ? "" : $"?lang={Languages.Current}")}";
        await context.Response.WriteAsJsonAsync(new Accepted(address, result.Stored), context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, RefusedAnswers refused)
    {
        context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return context.Response.WriteAsJsonAsync(refused, context.RequestAborted);
    }

    /// <summary>Where the customer's browser goes, and whether this very call stored the answers.</summary>
    private sealed record Accepted(string Redirect, bool Stored);
}

/// <summary>Why answers were not taken, question by question.</summary>
public sealed record RefusedAnswers(string Title, int Status, IReadOnlyList<RefusedAnswer> Errors);

/// <summary>One field and what is wrong with it, in the customer's language.</summary>
public sealed record RefusedAnswer(string Field, string Reason);

/// <summary>What controller and endpoint say alike.</summary>
internal static class AnswerReplies
{
    public static readonly Fault Unreadable = new("answers", "The answers must be a JSON object.");

    public static RefusedAnswers Refused(IEnumerable<Fault> faults, IStringLocalizer<ResponsesText> texts) =>
        new("Unprocessable answers", StatusCodes.Status422UnprocessableEntity, [.. faults.Select(fault => new RefusedAnswer(fault.Field, texts.Say(fault)))]);

    public static int StatusOf(SurveyAccess access) => access switch
    {
        SurveyAccess.Answered => StatusCodes.Status409Conflict,
        SurveyAccess.Expired or SurveyAccess.OptedOut => StatusCodes.Status410Gone,
        _ => StatusCodes.Status404NotFound,
    };

    public static void Speak(string locale) =>
        System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.CurrentUICulture = Languages.Of(locale);

    public static void KeepPrivate(HttpContext context)
    {
        // The link is the customer's: no cache keeps the page, no other site learns the address, no friendly error page of the back office replaces ours.
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
    }
}
