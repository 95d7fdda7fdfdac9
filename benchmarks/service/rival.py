# ruff: noqa: B904, BLE001 - the document's own code
"""The document's own service, section 3 with the connection pool of section 4.1, word for word where it runs.

Its client, limits, timeouts, prompts and error handling are those of the document; what came as `...` there is the body
of section 3. Only the address of Ollama is read from the environment. It is started as any FastAPI app is; the
switches of its start.sh that would refuse or restart under load (`--limit-concurrency 100`, `--reload`) are left out,
in its favour.
"""

from __future__ import annotations

import logging
import os

import httpx
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

app = FastAPI(
    title="Phi-4-mini-reasoning API Service",
    description="基于Phi-4-mini-reasoning模型的智能推理服务",
    version="1.0.0",
)

OLLAMA_BASE_URL = os.environ.get("OLLAMA_HOST", "http://localhost:11434")

timeout = httpx.Timeout(60.0, connect=10.0)
limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
client = httpx.AsyncClient(timeout=timeout, limits=limits)


class MathSolveRequest(BaseModel):
    problem: str
    steps: bool = True


@app.get("/")
async def root():
    return {
        "message": "Phi-4-mini-reasoning API Service is running",
        "endpoints": ["/v1/math/solve", "/v1/logic/analyze", "/v1/general/chat"],
    }


@app.post("/v1/math/solve")
async def solve_math_problem(request: MathSolveRequest):
    """专门用于数学问题求解的接口 自动添加数学专家角色设定和结构化输出要求"""
    try:
        system_prompt = (
            "你是一位专业的数学教师，擅长用清晰、分步的方式解释数学概念和解题过程。"
            "请严格按照以下格式回答："
            "1. 首先分析题目类型和关键信息 "
            "2. 然后列出解题步骤，每步都要有详细说明 "
            "3. 最后给出最终答案并验证其正确性 "
            "如果题目涉及公式，请写出完整公式并说明每个符号含义"
        )
        messages = [
            {"role": "system", "content": system_prompt},
            {"role": "user", "content": f"请解决以下数学问题：{request.problem}"},
        ]
        response = await client.post(
            f"{OLLAMA_BASE_URL}/api/chat",
            json={
                "model": "phi4-mini-reasoning",
                "messages": messages,
                "temperature": 0.3,
                "top_p": 0.9,
                "stream": False,
            },
            timeout=60.0,
        )
        if response.status_code != 200:
            raise HTTPException(status_code=response.status_code, detail=f"Ollama服务错误: {response.text}")
        result = response.json()
        return {
            "success": True,
            "problem": request.problem,
            "solution": result.get("message", {}).get("content", ""),
            "model": "phi4-mini-reasoning",
        }
    except httpx.TimeoutException:
        raise HTTPException(status_code=408, detail="请求超时，请检查Ollama服务状态")
    except Exception as e:
        logger.error(f"数学求解错误: {e!s}")
        raise HTTPException(status_code=500, detail="服务器内部错误")
