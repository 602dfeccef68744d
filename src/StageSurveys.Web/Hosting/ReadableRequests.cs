using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace StageSurveys.Web.Hosting;

/// <summary>
/// Refuses what cannot be read before an action sees it: a form that breaks off, is no form, or is too large, which would reach the action as nulls.
/// </summary>
public sealed class ReadableRequests : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
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
}
