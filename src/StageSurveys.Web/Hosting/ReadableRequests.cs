using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Primitives;

namespace StageSurveys.Web.Hosting;

/// <summary>
/// Refuses what cannot be read before an action sees it: a form that breaks off, is no form, or is too large, which would reach the action as nulls;
/// and a NUL in the query, which no browser sends by itself and no text in the database can hold.
/// </summary>
public sealed class ReadableRequests : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (request.Query.Any(part => part.Key.Contains('\0') || HoldsNul(part.Value)))
        {
            context.Result = new BadRequestResult();
            return;
        }

        if (request.HasFormContentType)
        {
            try
            {
                // Kept by the request: the action reads the same form again at no cost. A NUL in a value is among what the reader refuses.
                await request.ReadFormAsync(context.HttpContext.RequestAborted);
            }
            catch (BadHttpRequestException refused)
            {
                context.Result = new StatusCodeResult(refused.StatusCode);
                return;
            }
            catch (Exception unreadable) when (unreadable is InvalidDataException or IOException)
            {
                context.Result = new BadRequestResult();
                return;
            }
        }

        await next();
    }

    private static bool HoldsNul(StringValues values) => values.Any(value => value?.Contains('\0') == true);
}
